# Ce que lit l'opératrice ou l'opérateur : quelqu'un du partenaire local, peut-être pressé, peut-être
# inquiet. Dire ce qui est, puis ce qu'il faut faire. Ni reproche ni jargon.

product = Safehold
decimal = { $whole },{ $tenth }
amount-gb = { $count } Go
age-now = il y a moins d’une minute
age-minutes = il y a { $count } min
age-hours = il y a { $count } h
moment = { $day } à { $hour } UTC

## Sur chaque écran

training = EXERCICE : tout est inventé ici. N’entrez rien de réel.
top-new = pas encore installé
top-sealed = SCELLÉ
top-open = OUVERT
top-lost = PAS DE CONNEXION – nouvel essai
wait = Un instant…
console-ended = Cette console s’est arrêtée à cause d’un défaut qui lui est propre. Rien de ce qui était enregistré n’est perdu. Pour la rouvrir : safehold console
button-back = Retour
button-next = Suivant
button-cancel = Annuler
button-save = Enregistrer
button-no = Non, revenir
button-close = Fermer
key-help = Aide
key-language = English
key-quit = Quitter
key-back = Retour
key-remove = Retirer
key-search = Chercher
key-invite = Inviter
key-approve = Approuver
key-disable = Désactiver
key-reinvite = Nouveau lien
key-verify = Vérifier
key-alone = Lien seul, à copier
key-more = Suite
key-palette = Trouver
palette-hint = Tapez ce que vous voulez faire
mark-chosen = [x] { $label }
mark-open = [ ] { $label }

## Langues

language-en = English
language-fr = Français

## Installation

step-count = Étape { $number } sur { $steps }
step-language = Bienvenue
step-language-lead = Cet assistant installe Safehold en une dizaine de minutes. Vous pouvez revenir en arrière à tout moment sans perdre de réponse. Rien n’est créé avant que vous ayez vu le résumé.
step-country = Pays
step-country-lead = Le pays que sert ce déploiement. Tapez quelques lettres, puis choisissez avec les flèches et Entrée.
step-name = Nom du déploiement
step-name-lead = Les personnes survivantes et les professionnels voient ce nom. Choisissez-en un qui ne révèle rien à quelqu’un qui regarde l’écran.
step-languages = Langues proposées
step-languages-lead = Les personnes survivantes choisissent parmi ces langues. La première cochée est aussi celle des mots qui servent à vérifier les clés. Espace ou Entrée coche et décoche.
step-organisations = Organisations
step-organisations-lead = Les organisations qui travaillent ici. Une au moins assure l’accueil : son équipe de garde reçoit les nouveaux signalements.
step-help = Contacts d’aide
step-help-lead = Facultatif. Des numéros ou adresses que les personnes survivantes voient avant tout le reste : une ligne d’urgence, un hôpital. Vous pouvez continuer sans en donner.
step-operator = Votre nom
step-operator-lead = Vous serez la première personne à administrer Safehold. Ce nom sert à vous connecter à cette console. Il n’est gardé sur cette machine que sous forme brouillée.
step-passphrase = Votre phrase de passe
step-passphrase-lead = Elle ouvre le coffre : sans elle, personne ne peut travailler ici après un redémarrage. Personne ne peut la retrouver, et personne chez Safehold ne la connaît. Écrivez-la sur papier et gardez ce papier en lieu sûr, loin de cette machine.
step-review = Résumé
step-review-lead = Relisez bien. « Créer » fabrique les clés et le coffre ; cela prend quelques secondes.
field-language = Langue de cette console
field-language-hint = F2 la change à tout moment.
field-country = Pays
field-country-hint = Tapez pour chercher.
field-name = Nom
field-name-hint = Par exemple : Réseau des centres d’écoute
field-languages = Langues
field-languages-hint = Espace ou Entrée coche. Tab mène à « Suivant ».
field-operator = Votre nom
field-operator-hint = Votre prénom suffit. Vous le taperez à chaque connexion.
field-organisation = Nom de l’organisation
field-organisation-hint = Tel que le liront les personnes survivantes.
field-services = Ce qu’elle propose
field-services-hint = Espace ou Entrée coche.
field-intake = Son équipe de garde reçoit les nouveaux signalements
field-intake-hint = Oui pour une organisation au moins.
field-help-label = Ce que c’est ({ $language })
field-help-label-hint = Par exemple : Ligne d’urgence, jour et nuit
field-help-value = Numéro de téléphone ou adresse
field-help-value-hint = Tel qu’on le compose ou qu’on le trouve.
field-person = Son nom
field-person-hint = Seuls les collègues peuvent le lire ; le serveur ne le peut pas.
field-role = Rôle
field-role-hint = Il dit ce que fait la personne ; il n’ouvre aucun dossier à lui seul.
field-at = Organisation
field-at-hint = Là où travaille la personne.
field-sign-in-name = Votre nom
field-passphrase = Phrase de passe
field-passphrase-hint = Elle ne s’affiche pas quand vous tapez.
field-passphrase-again = La même phrase encore une fois
passphrase-advice = Le mieux : cinq ou six mots sans rapport entre eux, par exemple des mots montrés du doigt dans un livre, les yeux fermés.
strength-0 = [#---] trop facile à deviner : ajoutez des mots
strength-1 = [##--] acceptable
strength-2 = [###-] bonne
strength-3 = [####] solide
strength-short = [----] au moins { $least } caractères
entry-intake = { $name } – reçoit les signalements – services : { $services }
entry-other = { $name } – services : { $services }
entry-add-organisations = + Ajouter une organisation
entry-add-help = + Ajouter un contact
entry-keys = Entrée ouvre une ligne. Suppr la retire.
entry-none = Rien ici pour l’instant.
entry-title-organisations = Organisation
entry-title-help = Contact d’aide
remove-title = Retirer cette ligne ?
remove-text = « { $entry } » sera retiré de la liste. Rien d’autre ne change.
remove-yes = Oui, retirer
review-country = Pays
review-name = Nom
review-languages = Langues
review-organisations = Organisations
review-help = Contacts d’aide
review-operator = Administration
review-none = aucun
review-create = Créer
review-training = C’est un déploiement d’exercice : il ne faut rien y entrer de réel.
creating = Fabrication des clés et du coffre. Patientez, et n’éteignez pas la machine…
created-title = Safehold est installé
created-text = Voici le lien pour les personnes survivantes. Il porte la clé qui protège ce qu’elles envoient : transmettez-le toujours en entier, par ce code ou lettre par lettre.
problem-country = Choisissez un pays dans la liste.
problem-languages = Cochez au moins une langue.
problem-organisations = Ajoutez au moins une organisation.
problem-intake = Une organisation au moins doit recevoir les signalements. Ouvrez-en une et cochez cette ligne.
problem-empty = Remplissez cette réponse.
problem-long = Utilisez 120 caractères au plus.
problem-unprintable = Il y a là un caractère qui ne peut pas s’afficher. Tapez-le à nouveau.
problem-twice = Une autre organisation porte déjà ce nom.
problem-help-language = Un contact n’a pas de texte dans la première langue. Ouvrez-le et ajoutez-en un.
problem-passphrase-weak = Cette phrase de passe serait trop facile à deviner. Allongez-la.
problem-passphrase-differs = Les deux ne sont pas identiques. Tapez-les à nouveau.
problem-organisation-choice = Choisissez une organisation.
problem-role-choice = Choisissez un rôle.

## Services GBVIMS

service-safe_house_shelter = Hébergement sûr
service-health_medical = Santé, soins médicaux
service-psychosocial = Soutien psychosocial
service-legal_assistance = Aide juridique
service-police_other_security = Police, autre sécurité
service-livelihoods = Moyens de subsistance
service-child_protection_education = Protection de l’enfance, éducation

## Connexion

sign-in-title = Connexion
sign-in-sealed = Safehold est scellé, comme il se doit après un redémarrage. Les signalements sont toujours reçus et gardés en sûreté ; personne ne peut les lire tant que le coffre n’est pas ouvert. Votre phrase de passe l’ouvre.
sign-in-open = Le coffre est ouvert et les professionnels peuvent travailler. Connectez-vous pour l’administrer.
sign-in-again = Le coffre est ouvert et les professionnels peuvent travailler, mais la partie de Safehold à laquelle parle cette console a redémarré. Connectez-vous à nouveau pour lui rendre les clés.
sign-in-practice = Ceci est un exercice. Identifiez-vous avec le nom « { $name } » et la phrase de passe : { $passphrase }
sign-in-practice-others = Les accès des professionnels inventés et les codes de reçu sont dans { $file } ; ils travaillent sur { $address }
sign-in-button = Ouvrir
sign-in-wrong = Ce nom et cette phrase de passe ne vont pas ensemble. Il ne s’est rien passé. Vérifiez les deux et réessayez ; les majuscules comptent.
sign-in-working = Vérification… elle prend exprès quelques secondes.

## Tableau de bord

home-needs = { $count ->
    [one] Une chose a besoin de vous.
   *[other] { $count } choses ont besoin de vous. La plus urgente est en premier.
}
home-all-well = Tout fonctionne. Rien n’a besoin de vous pour l’instant.
home-plain-disk = Tout fonctionne et rien n’a besoin de vous, mais ce disque n’est pas chiffré.
trials-only = Ce déploiement sert aux exercices et aux essais.
menu-people = Personnes
menu-people-waiting = Personnes : { $count } à voir
menu-people-about = Inviter, approuver ou désactiver des professionnels.
menu-links = Lien et code QR
menu-links-about = Ce que les personnes survivantes ouvrent : à imprimer, à transmettre.
menu-escrow = Dépositaires
menu-escrow-about = Qui détient des parts, et qui doit prouver la sienne.
menu-log = Journal
menu-log-about = Ce qui s’est passé ici, et une vérification de tout.
menu-lock = Verrouiller le coffre
menu-lock-about = Les signalements arrivent encore ; personne ne peut lire.
menu-sign_out = Se déconnecter
menu-sign_out-about = Le coffre reste ouvert et le travail continue.
line-state = Coffre
line-services = Services
line-disk = Disque
line-log = Journal
line-directory = Clés
line-backup = Sauvegarde
state-new = pas encore installé
state-sealed = scellé : les signalements arrivent, personne ne peut les lire
state-open = ouvert : les professionnels peuvent travailler
services-up = les { $count } fonctionnent
services-restarted = les { $count } fonctionnent ; relancés { $restarts } fois
services-down = à l’arrêt : { $names }
disk-free = { $free } libres sur { $total }.
disk-plain = Ce disque n’est pas chiffré.
log-closed = fermé tant que le coffre est scellé
log-unsigned = { $size } entrées, pas encore signé depuis l’ouverture
log-head = { $size } entrées, signé { $age }, empreinte { $root }
directory-none = pas encore d’annuaire des clés
directory-keyless = version { $version } : pas encore de clé d’accueil
directory-head = version { $version }, valable jusqu’au { $expires }, clés d’accueil : { $keys }
backup-none = aucune pour l’instant
backup-last = { $when }
next-more = { $count } autres points sous « Services ».
next-intake-key = Pas encore de clé d’accueil : seule une page d’aide s’affiche. Sous « Personnes », invitez puis approuvez un·e gestionnaire de cas de l’accueil.
next-people = { $count ->
    [one] Une personne attend que vous compariez six mots : ouvrez « Personnes ».
   *[other] { $count } personnes attendent que vous compariez six mots : ouvrez « Personnes ».
}
next-operators = { $count ->
    [one] Une demande au sujet des opérateurs attend votre avis : ouvrez « Opérateurs ».
   *[other] { $count } demandes au sujet des opérateurs attendent votre avis : ouvrez « Opérateurs ».
}

## Liens

escrow-title = Dépositaires
escrow-lead = Une part est un papier de 33 mots. Les mots se montrent et se tapent sur l’écran du boîtier seulement, jamais ici.
escrow-active = En vigueur depuis le { $day } : { $n } dépositaires, { $m } nécessaires
escrow-waiting = ! En attente depuis le { $day } : { $n } dépositaires, { $m } nécessaires ; chaque part doit d’abord être prouvée
escrow-nameless = (un nom que vous ne pouvez pas ouvrir)
escrow-nobody = Il n’y a pas encore de dépositaires.
escrow-bundle = Scellés pour elles : { $count } fichiers
escrow-behind = ! { $behind } cas sur { $cases } pas encore scellés pour ces dépositaires
escrow-share-good =   { $group }.{ $number } { $name } : prouvée le { $day }
escrow-share-due = ! { $group }.{ $number } { $name } : prouvée le { $day }, à prouver maintenant
escrow-share-unproven = ! { $group }.{ $number } { $name } : pas encore prouvée
escrow-share-compromised = ! { $group }.{ $number } { $name } : compromise
escrow-next-good = Rien à faire. Pour d’autres dépositaires : « safehold escrow ceremony ».
escrow-next-begin = Pour commencer : sur l’écran du boîtier, « safehold escrow ceremony ».
escrow-next-prove = Pour prouver les parts : « safehold escrow challenge », puis chaque dépositaire « safehold escrow prove ».
escrow-next-compromised = Une part est compromise : tenez bientôt une nouvelle cérémonie, et ne lui dites pas pourquoi.

links-title = Lien pour les personnes survivantes
links-text = Les personnes survivantes ouvrent ce lien. Imprimez le code ou transmettez le lien en entier : ce qui suit le # protège ce qu’elles envoient.
links-none = Il n’y a pas encore de lien : il faut d’abord installer Safehold.
links-apps = Les professionnels se connectent ici :
qr-too-big = Le code QR demande une fenêtre de { $columns } colonnes et { $rows } lignes : agrandissez-la ou réduisez les lettres (souvent Ctrl et -). Ou utilisez le lien en texte.
link-only-here = Ce lien ne s’ouvre que sur cette machine. Il sert à essayer ; personne d’autre ne peut l’utiliser.
link-alone = Entrée revient à la console.
link-alone-not = Ce terminal ne peut pas montrer le lien seul.
invited-title = Lien à usage unique
invited-text = Donnez ce lien à { $name } et à personne d’autre, de la main à la main ou par un moyen sûr. Il sert une fois, jusqu’au { $expires }. Il ne s’affiche que maintenant.
invited-next = Ensuite, { $name } attend dans « Personnes » que vous compariez six mots et donniez votre approbation.

## Personnes

people-title = Personnes
people-empty = Personne pour l’instant. Tapez N pour inviter quelqu’un.
people-none-found = Aucun nom ne contient ces lettres.
people-you = Vous : { $name }, { $role }. La liste montre les professionnels.
people-count = { $shown } sur { $all }
people-nameless = (nom non affiché, { $start })
people-columns-status = État
people-columns-name = Nom
people-columns-role = Rôle
people-columns-organisation = Organisation
people-keys = Entrée montre ce qu’on peut faire pour une personne.
status-pending = à approuver
status-invited = invitation
status-active = en activité
status-disabled = accès fermé
role-case_manager = gestionnaire de cas
role-doctor = médecin
role-psychologist = psychologue
role-lawyer = juriste
role-investigator = enquête
role-analyst = analyste
role-operator = administration
person-about = { $role }, { $organisation }. État : { $status }.
person-seen = Dernière connexion : semaine { $week }.
person-own = C’est un compte d’administration. Il ne se gère pas ici.
person-next-pending = Une clé est là ; elle attend que vous compariez six mots.
person-next-invited = Le lien n’a pas encore servi. Ensuite, vous comparerez six mots ici. Il est perdu ? Faites-en un nouveau.
person-next-active = Peut se connecter et travailler.
person-next-disabled = Accès refusé. Un nouveau lien le rend, après une nouvelle comparaison de six mots.
person-approve = Approuver : d’abord comparer six mots
person-reinvite = Faire un nouveau lien à usage unique
person-disable = Désactiver : refuser dès maintenant
person-none-approve = Personne n’attend d’approbation.
person-none-reinvite = Il n’y a personne à qui donner un nouveau lien.
person-none-disable = Il n’y a personne à désactiver.
invite-title = Inviter quelqu’un
invite-button = Faire le lien
approve-title = Approuver { $name }
approve-compare = Appelez { $name }, ou rencontrez-vous. Demandez les six mots de l’autre écran et comparez-les un à un, de vive voix. Si un seul mot diffère, n’approuvez pas : quelqu’un s’est peut-être glissé entre vous.
approve-word = approuver
approve-type = Les six sont identiques ? Alors tapez « { $word } » :
approve-yes = Approuver
approve-done = { $name } : clé approuvée, le travail peut commencer.
approve-opened = Dès maintenant, on peut envoyer des signalements à cette équipe.
approve-not = Rien n’est approuvé. Si un mot différait, faites un nouveau lien et donnez-le de la main à la main, ou désactivez cet accès.
disable-title = Désactiver { $name } ?
disable-word = désactiver
disable-type = Pour le faire, tapez « { $word } » :
disable-yes = Désactiver
disable-done = { $name } : accès désactivé.
disable-unread = Plus personne ne peut lire ceci : signalements { $reports }, parties de cas { $compartments }. L’alarme de l’écran d’accueil dit que faire.
disable-limits = Ce que { $name } a déjà lu ne peut pas être repris.
reinvite-title = Un nouveau lien pour { $name } ?
reinvite-text = L’ancien lien ne sert plus. Avec le nouveau, { $name } fabrique une nouvelle clé, et vous comparez à nouveau six mots.
reinvite-yes = Oui, le faire
plan-title = Ce qui va se passer :
plan-certificate = La personne peut travailler aussitôt, au titre de : { $role }.
plan-staff-version = Les collègues voient la nouvelle clé dans leur annuaire.
plan-succeeds = Cette personne avait déjà une clé ({ $key }, certifiée le { $since }). Les collègues qui lisent les mêmes cas pourront lui redonner accès. N’approuvez que si vous savez que c’est la même personne.
plan-intake-key = La clé d’accueil de cette équipe est publiée : on peut lui adresser de nouveaux signalements.
plan-directory-version = L’annuaire public passe à la version { $version } ; le journal l’inscrit.
plan-refused = La connexion est refusée aussitôt, et les sessions en cours se ferment.
plan-certificate-disabled = Les collègues voient la clé comme désactivée. Le journal l’enregistre.
plan-intake-key-dropped = Personne d’autre n’a la clé d’accueil de cette équipe : elle est donc retirée, aucun nouveau signalement ne lui est plus adressé. La prochaine personne gestionnaire de cas que vous approuverez pour cette équipe en apportera une nouvelle.
plan-help-only = Plus aucune équipe ne peut alors recevoir de signalements. Qui veut signaler ne voit qu’une page d’aide, jusqu’à l’approbation d’une personne gestionnaire de cas.
plan-intake-key-kept = Collègues qui ont aussi la clé d’accueil de cette équipe : { $holders }. Elle reste en service. Qui part peut en avoir gardé une copie : renouvelez-la dès que Safehold le permettra.
plan-unread-reports = Signalements que plus personne ne pourra lire : { $count }. Seuls les dépositaires peuvent les rouvrir, là où la survivante n’a pas exclu la récupération.
plan-unread-compartments = Parties de cas qui restent sans personne pour les lire, celles de ces signalements comprises : { $count }.
plan-other = Une autre étape, pour laquelle cette console n’a pas encore de mots.

## Journal

log-title = Journal
log-lead = Chaque étape est inscrite ici ; personne ne peut la changer sans que cela se voie.
log-size = Entrées : { $size }
log-root = Empreinte : { $root }
log-verify = V vérifie chaque entrée et chaque fichier.
log-checking = Vérification : { $done } sur { $total }
log-start = Vérification…
log-good = { $leaves } entrées et { $blobs } fichiers vérifiés. Tout est tel qu’inscrit.
log-bad = { $leaves } entrées et { $blobs } fichiers vérifiés. Problèmes trouvés : { $problems }.
log-bad-next = N’effacez rien. Notez ce qui est affiché et appelez votre contact d’assistance.
log-problem = ! entrée { $index }, { $about } : { $what }
log-problem-plain = ! { $about } : { $what }
log-kind-leaf = feuille
log-kind-event = événement
log-kind-row = ligne
log-kind-wrap = clé scellée
log-kind-blob = fichier
log-kind-object = partie de fichier
log-kind-tile = tuile
log-kind-checkpoint = point de contrôle
log-kind-deployment = fiche du déploiement
log-kind-directory = annuaire des clés
log-kind-staff = annuaire du personnel
log-kind-case = cas
log-kind-person = personne
log-kind-statement = déclaration signée

## Verrouiller, se déconnecter, quitter

lock-title = Verrouiller le coffre ?
lock-text = Les professionnels ne peuvent plus ni lire ni écrire tant que le coffre n’est pas rouvert avec une phrase de passe. Les signalements sont toujours reçus et gardés en sûreté. Rien n’est effacé.
lock-yes = Verrouiller
lock-done = Le coffre est scellé.
sign_out-title = Se déconnecter ?
sign_out-text = Le coffre reste ouvert et les professionnels continuent de travailler. Pour administrer Safehold, il faudra se connecter à nouveau.
sign_out-yes = Se déconnecter
quit-title = Quitter cette console ?
quit-text = Les services continuent de fonctionner. Vous pouvez rouvrir cette console à tout moment.
quit-text-supervised = Cette console a démarré avec les services : quand elle se ferme, ils s’arrêtent. Ni les personnes survivantes ni les professionnels ne pourront plus rien joindre tant que Safehold n’est pas relancé.
quit-text-setup = Les réponses déjà données ne sont pas conservées.
quit-yes = Quitter
quit-yes-supervised = Tout arrêter
leave-title = Quitter cette page ?
leave-text = Ce que vous avez tapé sur cette page sera perdu.
leave-yes = Oui, quitter

## Aide

help-title = Aide
help-keys = Les flèches et Tab déplacent. Entrée choisit. Échap revient en arrière et ne détruit jamais rien. Ctrl+P trouve tout ce qu’on peut faire, F1 affiche l’aide, F2 change la langue, Ctrl+Q quitte. Si les touches F ne marchent pas : ? (hors d’un texte) et Ctrl+L.
help-setup = Vous installez Safehold. Chaque page pose une question ; Tab mène aux boutons « Retour » et « Suivant ». Rien n’est créé avant que vous choisissiez « Créer » à la dernière page. Si le courant est coupé avant, recommencez simplement.
help-passphrase = La phrase de passe ouvre le coffre de cette machine. Personne ne peut la retrouver. Choisissez plusieurs mots au hasard, écrivez-les sur papier, et gardez ce papier là où vous seul·e le trouverez. La jauge estime à peu près la difficulté de la deviner.
help-sign_in = Tapez le nom et la phrase de passe choisis à l’installation de Safehold. Après un redémarrage, Safehold est toujours scellé : c’est normal, et les signalements sont toujours reçus. Si la phrase est refusée, vérifiez la disposition du clavier et les majuscules.
help-home = Cette page montre l’état de Safehold et se met à jour seule. Une ligne marquée ! a besoin de vous, une ligne marquée * mérite un coup d’œil. Choisissez dans le menu, ou tapez la lettre à côté.
help-people = La liste montre tout le monde ; qui attend une approbation vient en premier. Entrée sur une personne montre ce qu’on peut faire. Tapez / pour chercher par nom. Les noms sont scellés : vous et les collègues pouvez les lire, le serveur non.
help-invite = Entrez qui vous invitez. Vous recevez alors un lien qui sert une fois. Donnez-le à cette seule personne, jamais dans un groupe de discussion.
help-approve = Les six mots sont une empreinte de la clé de la personne. S’ils sont les mêmes sur les deux écrans, personne ne s’est glissé entre vous. Comparez-les de vive voix avec quelqu’un que vous reconnaissez : pas par message, qui pourrait être changé en route.
help-disable = Une personne désactivée est refusée aussitôt. Ce qu’elle a déjà lu ne peut pas être repris. Pour la faire revenir, faites un nouveau lien.
help-escrow = Les dépositaires détiennent des parts d’une clé qui n’existe entière nulle part. Assez d’entre elles ensemble peuvent récupérer ce qui est sauvegardé ; une seule n’ouvre rien. Chaque trimestre, chacune prouve que sa part est encore bonne, sans la montrer. Cérémonies, preuves et récupérations sont des commandes : « safehold escrow --help » les liste. Les mots se montrent et se tapent sur l’écran du boîtier seulement, jamais dans cette console.
help-log = Le journal est une chaîne d’entrées que l’on ne peut pas changer sans que cela se voie. « Vérifier » relit tout et compare. Cela ne fait que lire, et s’arrête si vous quittez la page.
help-links = Les personnes survivantes scannent le code ou tapent le lien. Ce qui suit le # est la clé de ce déploiement : sans elle, leur application ne peut pas vérifier que personne ne s’est glissé entre elles et vous.
help-dialog = Lisez ce qui est écrit, puis choisissez. « Non » est toujours sans danger.

## Mode ligne simple

plain-choose = Tapez un numéro, puis Entrée.
plain-prompt = Numéro :
plain-answer = Réponse :
plain-name = Votre nom :
plain-secret = Phrase de passe (non affichée) :
plain-again = La même encore une fois (non affichée) :
plain-keep = Vide : on garde { $value }
plain-many = Tapez les numéros, séparés par des espaces.
plain-search = Tapez quelques lettres du nom :
plain-back-hint = Tapez < pour revenir en arrière.
plain-option = { $number }. { $label }
plain-not-number = Tapez l’un des numéros affichés.
plain-menu-set_up = Installer Safehold
plain-menu-unlock = Se connecter et ouvrir le coffre
plain-menu-people = Liste des personnes
plain-menu-invite = Inviter quelqu’un
plain-menu-approve = Approuver quelqu’un
plain-menu-disable = Désactiver quelqu’un
plain-menu-reinvite = Donner un nouveau lien
plain-menu-links = Afficher le lien pour les personnes survivantes
plain-menu-escrow = Lister les dépositaires et qui doit prouver sa part
plain-menu-log = Montrer ce qui s’est passé ici
plain-menu-verify = Vérifier tout le journal
plain-menu-lock = Verrouiller le coffre
plain-menu-sign_out = Se déconnecter en laissant le coffre ouvert
plain-menu-help = Aide
plain-menu-language = English
plain-menu-quit = Quitter
plain-yes = Oui
plain-no = Non
plain-cancelled = Rien n’a été changé.
plain-word = Mot { $number } : { $word }
plain-link = Lien : { $link }
plain-person = { $name }, { $role }, { $organisation }, { $status }
plain-line = { $label } : { $text }
plain-next = À faire : { $step }
plain-edit = Changer une ligne
plain-remove = Retirer une ligne
plain-done = Continuer
plain-go-on = Entrée pour continuer :
plain-hint-language = Le menu la change à tout moment.
plain-hint-country = Répondez par quelques lettres de son nom, puis par son numéro.
plain-hint-languages = Répondez par un ou plusieurs numéros. Une ligne vide garde ce qui est coché.
plain-hint-services = Répondez par un ou plusieurs numéros.
plain-lead-country = Le pays que sert ce déploiement.
plain-lead-languages = Les personnes survivantes choisissent parmi ces langues. La première que vous nommez est aussi celle des mots qui servent à vérifier les clés.
plain-older = Appuyez sur Entrée pour les plus anciennes, ou tapez < pour finir :
plain-retry = Tapez Entrée pour réessayer, ou < pour quitter :
plain-bye = Au revoir.
plain-help = Chaque ligne est une annonce. Une question se termine par un numéro ou une réponse que vous tapez, suivie d’Entrée. Une ligne vide garde ce qui est là. Rien n’est changé avant que vous le confirmiez.

## Échecs, là où la console peut en dire plus que le catalogue commun

failure-conflict = Quelque chose a changé entre-temps. Rien n’a été fait ; regardez à nouveau.
failure-decryption = Votre compte ne détient pas la clé des collègues : cela ne peut pas se faire depuis ici.
failure-internal = Quelque chose n’a pas fonctionné. Ce qui était enregistré est en sûreté. Réessayez.
failure-invalid_input = Une des réponses ne peut pas servir. Vérifiez-les.
failure-sealed = Le coffre est scellé. Connectez-vous pour l’ouvrir.
failure-storage_full = Il n’y a plus de place sur le disque. Libérez-en, puis réessayez.
failure-too_many_tries = Trop d’essais ont été faits. Attendez une minute, puis réessayez.
failure-unauthenticated = Connectez-vous à nouveau : la dernière connexion a expiré.
failure-unavailable = Safehold ne répond pas pour l’instant. Cette console réessaie sans cesse ; rien de ce qui était enregistré n’est perdu.

## Les opérateurs, et ce qui demande deux personnes

key-agree = Approuver
key-refuse = Refuser
key-code = Codes
menu-operators = Opérateurs
menu-operators-waiting = Opérateurs : { $count } à voir
menu-operators-about = Inviter, approuver ou désactiver ; vos codes.
operators-title = Opérateurs
operators-hint = Qui fait fonctionner ce déploiement. Entrée montre ce qu’on peut faire.
operators-columns-status = État
operators-columns-name = Nom
operators-columns-duties = Peut
operators-columns-code = Codes
operator-you = { $name } (vous)
operator-code = oui
operator-no-code = aucun
duty-operator = gérer
duty-custodian = garder les clés
duty-approver = approuver
field-duties = Ce que l’opérateur peut faire
field-duties-hint = Espace ou Entrée coche. Laissez tout, sauf s’il y a beaucoup d’opérateurs.
operators-invite-title = Inviter un opérateur
operators-invite-button = Créer le secret
operators-invited-title = Secret à usage unique
operators-invited-text = Donnez ceci à { $name } et à personne d’autre. Il sert une fois, jusqu’au { $expires }, à cette console, avec « J’ai une invitation ». Il n’est montré que maintenant. Ensuite, comparez six mots et approuvez ici.
operators-limits = Ce que { $name } a déjà vu ne peut pas être repris, et une ancienne copie de cette machine s’ouvre encore avec l’ancienne phrase de passe.
plan-operator-slot = Le coffre s’ouvre aussi avec la phrase de passe de cet opérateur.
plan-operator-slot-gone = Le coffre ne s’ouvre plus avec la phrase de passe de cet opérateur.
plan-two-people = Il faut deux personnes : un autre opérateur doit d’abord approuver.
plan-alone = Il faut deux personnes, mais personne d’autre ici ne peut approuver. Vous le faites seul, et le journal le dit.
operation-operator_disable = désactiver l’opérateur { $about }
operation-operator_approve = approuver l’opérateur { $about }
operation-approve = approuver { $about }
operation-disable = désactiver { $about }
operation-other = quelque chose qui demande deux personnes
ask-mine = Vous avez demandé : { $what }. Un autre opérateur peut approuver jusqu’au { $expires }.
ask-yours = { $who } demande : { $what }. Vous pouvez approuver jusqu’au { $expires }.
ask-answered = { $what } : { $answer }
answer-agreed = approuvé. La personne qui l’a demandé peut le faire.
answer-refused = refusé. Rien n’est fait.
asks-none = Rien n’attend votre réponse.
agree-title = Approuver, comme deuxième personne ?
agree-yes = Approuver
agree-done = Approuvé. La personne qui l’a demandé peut le faire maintenant.
refuse-title = Refuser ?
refuse-yes = Refuser
refuse-done = Rien n’est fait.
code-title = Votre application de codes
code-text = Faites lire ceci par l’application de codes de votre téléphone, ou tapez-y le secret. Elle montre ensuite six chiffres, demandés à la connexion.
code-paper = Écrivez aussi le secret sur papier et gardez-le loin de la phrase de passe : il redonne les codes sur un autre téléphone.
code-done = Désormais un code est demandé avec votre phrase de passe.
field-code = Code affiché maintenant par l’application
field-code-hint = Six chiffres.
problem-code = Un code a six chiffres.
sign-in-code = La phrase de passe est juste. Tapez maintenant les six chiffres que montre votre application de codes :
failure-code = Ce code ne compte pas : il est faux, ou a déjà servi. Attendez le suivant, puis tapez-le.
help-operators = Les opérateurs font fonctionner ce déploiement ; chacun ouvre le coffre avec sa propre phrase de passe. Un deuxième opérateur est la meilleure assurance contre la perte du premier. Certaines choses demandent deux personnes : l’une demande, l’autre se connecte dans la demi-heure et approuve ici, puis la première recommence.
plain-menu-operators = Lister les opérateurs, et ce qui vous attend
plain-menu-invite_operator = Inviter un opérateur
plain-menu-admit = Approuver un opérateur
plain-menu-dismiss_operator = Désactiver un opérateur
plain-menu-agree = Approuver ce qui demande deux personnes
plain-menu-refuse = Le refuser, ou retirer votre demande
plain-menu-own_code = Préparer votre application de codes
plain-code = Six chiffres :
plain-operator = { $name }, peut : { $duties }, { $status }, codes : { $code }
plain-one-time = Secret : { $link }
join-button = J’ai une invitation
join-title = Devenir opérateur
join-done = Presque fini. Un collègue doit vous approuver : lisez-lui ces six mots. { $words }
join-unknown = Ce secret ne vaut pour personne : déjà utilisé, trop ancien ou mal tapé. Vérifiez-le, ou demandez-en un nouveau.
field-secret = Secret à usage unique
field-secret-hint = Un collègue vous l’a donné ; les majuscules comptent.
plain-menu-join = Devenir opérateur avec un secret à usage unique
## Détruire le déploiement ; d’autres mots sont dans wipe.ftl

key-wipe = Effacer
key-rehearse = Répéter
key-backups = Sauvegardes aussi
key-lock-now = Verrouiller
menu-wipe = Effacer
menu-wipe-about = Détruire ce déploiement. Un plan est montré d’abord.
plain-menu-wipe = Détruire ce déploiement
wipe-title = Détruire ce déploiement
wipe-go-on = Continuer
wipe-yes = Détruire
wipe-signer = Opérateur { $number } :
wipe-certificate-title = Certificat de destruction
wipe-certificate-text = Photographiez ce code : il désigne le certificat. « safehold wipe certificate --out FICHIER » l’écrit en entier, jusqu’à l’arrêt de Safehold.
wipe-rehearse = Répéter : tout faire sauf détruire
wipe-with-backups = Montrer ce qui part avec les sauvegardes aussi
help-wipe = Rien n’est détruit avant que la phrase soit tapée et que les personnes demandées aient donné leur phrase de passe. « Répéter » fait tout sauf détruire et dit combien de temps cela prendrait. B montre ce qui partirait avec les sauvegardes. F9, sur toute page, verrouille le coffre aussitôt ; cela ne détruit rien. Si la console ne répond plus, « safehold wipe run » fait la même chose.

maintenance-title = Maintenance
maintenance-text = Safehold est en maintenance. Rien ne peut être ouvert pendant ce temps ; cela peut prendre une heure. Revenez plus tard.
maintenance-leave = Appuyez sur Entrée pour quitter :

## Services

menu-services = Services
menu-services-waiting = Services : { $count } à regarder
menu-services-about = Ce qui tourne, ce qui mérite un coup d’œil, relancer un service.
plain-menu-services = Lister les services et ce qui mérite un coup d’œil
plain-menu-restart = Relancer un service
services-title = Services et santé
services-hint = Entrée montre toute la ligne et ce qu’il faut faire.
services-columns-state = État
services-columns-name = Quoi
services-columns-since = Depuis
services-columns-memory = Mémoire
services-columns-restarts = Relancé
services-restart = Le relancer
key-restart = Relancer
restart-title = Relancer « { $name } » ?
restart-text = Il est arrêté puis relancé ; cela prend quelques secondes. Rien de ce qui est confirmé n’est perdu, et le coffre reste ouvert.
restart-yes = Relancer
amount-mb = { $count } Mo
help-services = Chaque ligne est un service, ou quelque chose qui mérite un coup d’œil. « Agir » vient d’abord ; « pas en place » est ce que ce déploiement n’a pas, et pas une alarme. Entrée montre quoi faire. R relance le service sous le curseur ; un service qui ne répond plus pendant une minute est relancé seul. L’agent et l’effacement ne se relancent pas ici.
