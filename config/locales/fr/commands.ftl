# Ce que dit la ligne de commande. Les erreurs ont leurs mots dans errors.ftl.

command-safehold = Fait tourner un déploiement Safehold et tout ce qu’un opérateur y fait.
command-exit-codes =
    codes de sortie :
      0   fait
      2   la commande n’est pas comprise
      65  une donnée n’est pas valable
      66  il n’y a rien là, ou vous n’y avez pas accès
      69  Safehold ne tourne pas, ou le coffre est scellé
      70  quelque chose a échoué à l’intérieur
      74  le disque est plein
      75  cela a changé entre-temps, ou il y a eu trop d’essais
      76  endommagé : une signature, un sceau ou le journal ne correspond pas
      77  le nom ou la phrase de passe est faux
      78  les réglages ou les réponses ne sont pas valables
command-up = faire tourner Safehold sur cette machine jusqu’à l’arrêt
command-console = ouvrir la console d’un Safehold qui tourne
command-serve = faire tourner un service dans ce processus : serve SERVICE --data DIR
command-setup = installer un nouveau déploiement depuis un fichier de réponses
command-practise = remplir un nouveau déploiement de cas inventés pour s’exercer
command-status = dire dans quel état est le système
command-unlock = ouvrir le coffre
command-lock = sceller de nouveau
command-invite = inviter une professionnelle ; donne un lien qui sert une fois
command-people = lister tout le monde
command-approve = approuver une personne après avoir comparé les mots de sa clé
command-disable = refuser une personne dès maintenant
command-reinvite = donner un nouveau lien à une personne ; l’ancien ne vaut plus
command-log = vérifier le journal, ou montrer son dernier état signé
command-log-verify = revérifier chaque feuille, chaque ligne et chaque fichier
command-log-head = montrer le dernier état signé

option-data = le dossier des données ; « data » à côté du programme par défaut
option-port = premier de trois ports ; 8700 par défaut
option-training = créer un déploiement inventé pour s’exercer, si les données sont neuves
option-plain = la console parle ligne par ligne : pour lecteur d’écran, braille, liaison lente
option-cases = au plus ce nombre de cas inventés
option-json = écrire un objet JSON
option-operator = nom avec lequel l’opérateur se connecte
option-passphrase-file = fichier qui contient la phrase de passe
option-passphrase-fd = descripteur ouvert d’où lire la phrase de passe
option-role = case_manager, doctor, psychologist, lawyer, investigator ou analyst
option-organisation = nom ou identifiant d’une organisation du déploiement
option-name-file = fichier qui contient le nom de la personne ; - est l’entrée standard
option-person = identifiant de la personne, donné par « safehold people »
option-words = les six mots que la personne lit sur son écran
option-yes = ne pas demander

ask-passphrase = Phrase de passe :
ask-name = Nom de la personne :
answers-yes = o oui y yes
nothing-done = Rien n’a été fait.

up-starting = Démarrage de Safehold…
up-practising = Création d’un déploiement inventé pour s’exercer…
up-stopping = Arrêt…
up-console-missing = La console n’a pas pu s’ouvrir. Safehold tourne jusqu’à Ctrl-C.
practise-existing = Ces données sont déjà un déploiement inventé complet.
practise-done = Un déploiement inventé est prêt : { $cases } cas, { $people } personnes. Nom : { $operator }. Phrase de passe : { $passphrase }
setup-done =
    Le déploiement est installé et ouvert.
    Lien pour les survivantes : { $link }
unlock-done = Le coffre est ouvert.
lock-done = Le coffre est scellé. Les signalements et les fichiers arrivent toujours.
invite-done =
    Personne { $person }. Ne donnez ce lien à personne d’autre ; il sert une fois, jusqu’au { $expires } :
    { $link }
approve-ask = { $name } doit vous lire exactement ces mots : { $words }
    Est-ce le cas ? (oui/non)
approve-done = Approuvée : clé { $key }.
disable-ask = Refuser la personne { $person } dès maintenant ? (oui/non)
disable-done = Désactivée : { $person }.

status-new = Ce déploiement n’est pas encore installé.
status-sealed = Scellé : les signalements arrivent, rien ne peut être lu.
status-open = Ouvert.
status-training = EXERCICE : tout ce qui s’y trouve est inventé.
status-service = { $name } : { $state }
status-log = Journal : { $size } entrées, signé il y a { $age } s, empreinte { $root }
status-log-unsigned = Journal : { $size } entrées, pas encore signé depuis l’ouverture
status-link = Lien pour les survivantes : { $link }
service-up = en marche
service-starting = démarre
service-down = arrêté ; il sera relancé
alarm-storage-down = Le stockage ne répond pas.
alarm-reports-set-aside = Le stockage a refusé des signalements. Ils sont gardés, mais personne ne peut encore les lire.
alarm-log-fault = Le journal ne correspond pas à son dernier point de contrôle signé.
alarm-disk-low = Le disque est presque plein.
alarm-keys-not-held = L’agent a été relancé. Ouvrez de nouveau le coffre avant d’approuver quelqu’un.
alarm-no-backup = Il n’y a pas encore de sauvegarde.
alarm-backup-old = La dernière bonne sauvegarde est trop ancienne.
alarm-backup-failed = La dernière sauvegarde, ou sa vérification, a échoué à une destination.
alarm-drill-old = Aucun exercice de restauration n’a réussi récemment.
alarm-backup-key-due = Exportez à nouveau le fichier de clés des sauvegardes : sans lui, rien de ce qui est sauvegardé aujourd’hui ne permet de refaire un serveur.
alarm-disk-not-encrypted = Ce disque n’est pas chiffré. Ce déploiement sert aux exercices et aux essais.
person-invited = invitée
person-pending = à approuver
person-active = active
person-disabled = désactivée

log-progress = { $done } sur { $total } vérifiés
log-problem = { $what } { $place }
log-good = Le journal est entier : { $leaves } feuilles, { $blobs } fichiers.
log-bad = Le journal est endommagé : { $n } problèmes sur { $leaves } feuilles.
log-head =
    { $size } feuilles, racine { $root }
    { $checkpoint }

# Erreurs que le terminal dit à sa façon ; toutes les autres sont dans errors.ftl.
failure-unavailable = Safehold ne tourne pas ici. Lancez-le avec « make up » ou « safehold up » ; pour d’autres données, nommez-les avec --data DIR.
failure-sealed = Le coffre est scellé. Ouvrez-le d’abord : « safehold unlock ».
failure-unauthenticated = Ce nom et cette phrase de passe ne vont pas ensemble. Vérifiez les deux, puis réessayez.
failure-configuration = Quelque chose dans les réglages ou les réponses n’est pas valable. Corrigez-le, puis réessayez.
failure-decryption = Votre compte n’a pas la clé des collègues. Demandez à un autre opérateur de le faire.
failure-integrity = Ce qui est conservé ici n’est pas ce qui l’avait été. Ne changez plus rien, et appelez votre contact d’assistance.
failure-not_found = Il n’y a rien ni personne sous cet identifiant. Cherchez-le avec « safehold people ».

usage-terminal = Il n’y a pas de terminal où poser la question.
usage-yes = Utilisez --yes.
usage-words = Utilisez --words.
usage-name-file = Utilisez --name-file FILE ; - est l’entrée standard.
usage-passphrase-file = Utilisez --passphrase-file FILE.
usage-name-unreadable = Le fichier avec le nom ne peut pas être lu.
usage-name-empty = Le nom est vide. Écrivez-le dans le fichier, puis réessayez.
usage-organisation = Cette organisation ne travaille pas dans ce déploiement. Donnez un nom ou un identifiant de « safehold status --json ».
usage-other-words = Ce ne sont pas les mots de cette clé. Ne l’approuvez pas ; demandez-lui de les relire.
usage-passphrase-unreadable = La phrase de passe ne peut pas être lue à cet endroit. Vérifiez le fichier et qui peut le lire.
usage-passphrase-short = Une phrase de passe a au moins 12 caractères. Prenez cinq ou six mots.
usage-passphrase-malformed = Ce n’est pas une phrase de passe : elle est trop longue, ou n’est pas du texte UTF-8. Vérifiez le fichier.
usage-passphrase-empty = Cette phrase de passe est vide. Tapez-la, ou vérifiez le fichier.

practice-operator = Pour s’identifier comme l’opératrice inventée : { $name }, phrase de passe { $passphrase }
practice-others = Les professionnels inventés s’identifient sur { $address }. Leurs noms, phrases de passe, secrets TOTP et les codes de reçu des survivantes sont dans { $file }
