# Ce que lit une personne quand quelque chose échoue, d'après le code de appliance/errors.py et de
# appliance/web/errors.js. Ce qui s'est passé, puis ce qu'on peut faire.

error-internal = Quelque chose n’a pas fonctionné ici. Réessayez ; si cela continue, revenez plus tard.
error-usage = Cela n’a pas pu être compris. Réessayez.
error-invalid_input = Une partie de l’envoi n’était pas conforme. Réessayez.
error-too_large = C’est plus grand que ce qui peut être accepté. Choisissez quelque chose de plus petit, ou envoyez-le en plusieurs parties.
error-unauthenticated = Identifiez-vous d’abord.
error-passphrase = La phrase de passe n’ouvre pas ceci. Vérifiez chaque lettre et réessayez.
error-not_found = Il n’y a rien ici que vous puissiez ouvrir. Revenez en arrière et choisissez à nouveau.
error-conflict = Cela a changé entre-temps. Regardez à nouveau, puis décidez.
error-sequence = Autre chose est arrivé au même moment. Réessayez.
error-too_many_tries = Trop d’essais ont été faits. Attendez un peu.
error-unavailable = Le serveur ne répond pas pour l’instant. Réessayez dans un moment.
error-sealed = Le serveur est fermé par sécurité en ce moment. Réessayez plus tard.
error-storage_full = Il n’y a plus de place sur le serveur pour l’instant. Réessayez plus tard.
error-ticket = L’autorisation pour ceci n’est pas valable. Réessayez.
error-ticket_expired = L’autorisation pour ceci a expiré. Réessayez.
error-signature = Ceci n’est pas signé comme il le faudrait, et n’a pas été utilisé. Réessayez ; si cela continue, demandez à ceux qui gèrent ce serveur.
error-decryption = Ceci n’a pas pu être ouvert : c’est abîmé, ou verrouillé avec une autre clé. Rien n’a été changé ; demandez à ceux qui gèrent ce serveur.
error-recipient = Ceci n’est pas verrouillé avec les bonnes clés, et n’a pas été utilisé. Rechargez la page, puis réessayez.
error-integrity = Ce qui est conservé ici n’est pas ce qui a été reçu. Ne changez plus rien, et prévenez ceux qui gèrent ce serveur.
error-configuration = Le serveur n’est pas réglé correctement. Prévenez ceux qui le gèrent.
error-checksum = Ce qui est arrivé n’est pas ce qui a été envoyé. Renvoyez-le.
error-range = Cette partie du fichier n’existe pas. Rouvrez le fichier depuis son début.
error-receipt_code = Il y a une petite erreur dans le code. Souvent, un chiffre est faux ou deux sont inversés : vérifiez-le.
error-offline = Il n’y a pas de connexion pour l’instant.
error-cancelled = Arrêté.
error-login_missing = Choisissez un nom de connexion.
error-passphrase_short = Cette phrase de passe est trop courte. Prenez cinq ou six mots.
error-passphrase_differs = Les deux phrases de passe ne sont pas identiques.
error-passkey = La clé d’accès n’a pas servi. Réessayez, ou choisissez l’autre moyen.
error-nothing_chosen = Rien n’est encore choisi. Choisissez au moins une partie.
error-still_uploading = Ce fichier n’est pas encore arrivé en entier. L’appareil qui l’envoie y travaille peut-être encore.
error-not_set_up = Ce déploiement n’est pas encore configuré.
# Ce que rencontrent seulement ceux qui gèrent un déploiement.
error-already_running = Safehold tourne déjà sur ces données. Ouvrez sa console avec « safehold console », ou arrêtez-le d’abord.
error-already_set_up = Ce déploiement est déjà installé. Identifiez-vous plutôt.
error-person_state = Cela n’est pas possible avec cette personne pour l’instant. Regardez la liste : peut-être n’a-t-elle pas encore accepté, ou est-elle déjà approuvée ou désactivée.
error-real_data = Ces données sont celles d’un vrai déploiement ; rien d’inventé n’y est jamais mêlé. Rien n’a été changé. Exercez-vous sans --data, ou nommez un dossier vide : --data DIR.
error-start = Safehold n’a pas pu démarrer. Les lignes ci-dessus, ou run/safehold.log dans le dossier des données, disent quelle partie a échoué. Corrigez cela, puis relancez.
error-practice = Le déploiement inventé n’est pas complet. Relancez « make demo » : cela reprend où c’était arrêté.
error-port_in_use = Le port { $port } est occupé, ou ne peut pas être utilisé. Choisissez-en un autre avec --port ; Safehold en prend trois de suite.
error-second_person = Il faut deux personnes. Demandez à une deuxième opérateur ou opératrice de donner son accord avec sa propre phrase de passe, puis réessayez.
error-wiping = Une destruction est en cours ici. Regardez de nouveau quand elle sera terminée.
error-wipe_unfinished = Un effacement a été commencé ici et le disque ne le laisse pas finir. Rien n’a été démarré. Vérifiez le disque et ses câbles, puis redémarrez ; si cela ne change rien, détruisez le disque lui-même.
error-maintenance = Une maintenance est en cours. Réessayez plus tard ; cela peut prendre une heure.
