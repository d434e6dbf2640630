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
command-log-list = lister ce qui s’est passé ici, le plus récent d’abord

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
option-people-what = « orphans » donne les cas que plus personne ne peut lire : identifiants et parties, rien d’autre
option-words = les six mots que la personne lit sur son écran
option-before = continuer à partir de cette entrée du journal
option-limit = au plus ce nombre d’entrées, de 1 à 200
option-yes = ne pas demander

ask-passphrase = Phrase de passe :
ask-name = Nom de la personne :
answers-yes = o oui y yes
nothing-done = Rien n’a été fait.

up-starting = Démarrage de Safehold…
up-practising = Création d’un déploiement inventé pour s’exercer…
up-stopping = Arrêt…
up-console-missing = La console n’a pas pu s’ouvrir. Safehold tourne jusqu’à Ctrl-C.
up-killed = Safehold a été arrêté de l’extérieur, avec tout ce qu’il faisait tourner. Ce qu’il avait confirmé est conservé. Relancez-le comme avant. Si ce terminal n’affiche plus ce que vous tapez : reset
up-already-running = Safehold fonctionne déjà sur ces données. Ouvrez sa console avec : { $command }
    Pour l’arrêter, appuyez sur Ctrl-Q dans la console avec laquelle il a été lancé.
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
plan-succeeds = Cette personne avait déjà une clé ({ $key }, certifiée le { $since }). Les collègues qui lisent les mêmes cas pourront lui redonner accès. N’approuvez que si vous savez que c’est la même personne.
plan-intake-key-dropped = Personne d’autre n’a la clé d’accueil de cette équipe : elle est donc retirée, aucun nouveau signalement ne lui est plus adressé. La prochaine personne gestionnaire de cas que vous approuverez pour cette équipe en apportera une nouvelle.
plan-help-only = Plus aucune équipe ne peut alors recevoir de signalements. Qui veut signaler ne voit qu’une page d’aide, jusqu’à l’approbation d’une personne gestionnaire de cas.
plan-intake-key-kept = Collègues qui ont aussi la clé d’accueil de cette équipe : { $holders }. Elle reste en service. Qui part peut en avoir gardé une copie : renouvelez-la dès que Safehold le permettra.
plan-unread-reports = Signalements que plus personne ne pourra lire : { $count }. Seuls les dépositaires peuvent les rouvrir, là où la survivante n’a pas exclu la récupération.
plan-unread-compartments = Parties de cas qui restent sans personne pour les lire, celles de ces signalements comprises : { $count }.
reinvite-ask = Donner un nouveau lien à la personne { $person } ? (oui/non)
disable-ask = Refuser la personne { $person } dès maintenant ? (oui/non)
disable-done = Désactivée : { $person }.
disable-unread = Plus personne ne peut lire ceci : signalements { $reports }, parties de cas { $compartments }. « safehold people orphans » en donne la liste et dit que faire.
orphans-none = Chaque cas a quelqu’un pour le lire.
orphans-more = … et d’autres. « safehold people orphans » les donnera tous ensuite.
orphans-do =
    Cas dont plus personne ne peut lire une partie : { $cases }.
    La personne qui les lisait a un nouveau lien : approuvez-la, puis ses collègues lui redonnent accès dans l’application.
    Plus aucun collègue : « safehold escrow recover --purpose reader ».

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
person-invited = invitée
person-pending = à approuver
person-active = active
person-disabled = désactivée
person-nameless = (nom non affiché, { $start })

log-progress = { $done } sur { $total } vérifiés
log-problem = { $kind } : { $what } { $place }
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
usage-passphrase-weak = Cette phrase de passe est trop facile à deviner. Prenez cinq ou six mots sans lien entre eux.
usage-passphrase-malformed = Ce n’est pas une phrase de passe : elle est trop longue, ou n’est pas du texte UTF-8. Vérifiez le fichier.
usage-passphrase-empty = Cette phrase de passe est vide. Tapez-la, ou vérifiez le fichier.

practice-operator = Pour s’identifier comme l’opératrice inventée : { $name }, phrase de passe { $passphrase }
practice-others = Les professionnels inventés s’identifient sur { $address }. Leurs noms, phrases de passe, secrets TOTP et les codes de reçu des survivantes sont dans { $file }

command-operator = les opérateurs : qui fait fonctionner ce déploiement
command-operator-list = lister les opérateurs
command-operator-invite = inviter un opérateur ; donne un secret qui sert une fois
command-operator-accept = devenir opérateur avec un secret à usage unique ; un collègue doit encore approuver
command-operator-approve = approuver un opérateur après avoir comparé les mots de sa clé
command-operator-disable = refuser un opérateur dès maintenant ; il faut deux personnes
command-operator-code = préparer votre application de codes, ou en mettre une nouvelle à sa place
command-approvals = ce qui demande deux personnes et attend la deuxième
command-approvals-list = lister ce qui attend
command-approvals-agree = approuver, comme deuxième personne
command-approvals-refuse = refuser, ou retirer ce que vous avez demandé
command-services = regarder les services, et en relancer un
command-services-list = lister les services : état, depuis quand, mémoire, redémarrages
command-services-restart = arrêter un service et le relancer ; rien de ce qui est confirmé n’est perdu
option-service = le service à relancer
command-jobs = les opérations longues : où elles en sont, comment elles ont fini
command-jobs-list = les lister
command-jobs-follow = en suivre une jusqu’à la fin
command-jobs-stop = en arrêter une en chemin, quand rien n’est perdu par là
option-background = la commencer sans attendre la fin
option-code-file = fichier qui contient le code affiché par votre application ; - est l’entrée standard
option-code-secret-out = nouveau fichier pour le secret de l’application de codes, au lieu de l’afficher
option-roles = ce que l’opérateur peut demander : operator, custodian, approver ; tout par défaut
option-secret-file = fichier qui contient le secret à usage unique ; - est l’entrée standard
option-own-name-file = fichier qui contient votre nom de connexion ; - est l’entrée standard
option-colleague = identifiant de l’opérateur, donné par « safehold operator list »
option-approval = identifiant donné par « safehold approvals list »
option-job = identifiant donné par « safehold jobs list »
ask-code = Code de votre application :
ask-invitation = Secret à usage unique :
code-secret =
    Donnez ce secret à votre application de codes, ou faites-lui lire un code fait du lien :
    { $secret }
    { $link }
    Écrivez aussi le secret sur papier et gardez-le à part : il redonne les codes sur un autre téléphone.
operator-invite-done =
    Opérateur { $operator }. Ne donnez ce secret à personne d’autre ; il sert une fois, jusqu’au { $expires } :
    { $secret }
operator-accept-done =
    Presque fini : un collègue doit vous approuver. Lisez-lui ces mots : { $words }
operator-code-done = Désormais un code est demandé avec votre phrase de passe.
operator-alone = Il faut deux personnes, mais personne d’autre ici ne peut approuver. Vous le faites seul, et le journal le dit.
operator-with-code = code
operator-without-code = sans code
ask-waiting = en attente
ask-agreed = approuvé
ask-refused = refusé
ask-line = { $operation } – au sujet de : { $about } – demandé par : { $by } – jusqu’au { $expires }
agree-ask = Approuver ceci ? { $what } (oui/non)
agree-done = Approuvé. La personne qui l’a demandé peut le faire maintenant.
refuse-done = Refusé : rien n’est fait.
job-begun = Commencé. Suivez-le avec « safehold jobs follow { $job } ».
job-goes-on = Cela continue sans vous. Suivez-le avec « safehold jobs follow { $job } ».
failure-code = Il faut un code de votre application, et celui-ci ne compte pas. Attendez le suivant, puis réessayez avec --code-file.
usage-code-file = Utilisez --code-file FICHIER.
usage-secret-file = Utilisez --secret-file FICHIER.
usage-code-secret-out = Utilisez --code-secret-out FICHIER.
usage-code-secret-unwritable = Le fichier pour le secret ne peut pas être créé, ou existe déjà. Nommez-en un autre.
usage-file-unreadable = Ce fichier ne peut pas être lu. Vérifiez son nom et qui peut le lire.
# L’effacement ; ses autres mots sont dans wipe.ftl.
command-wipe = détruire le déploiement sur cette machine : plan, répétition, accord, exécution, certificat
command-wipe-plan = montrer ce qui serait détruit, et ce qui reste
command-wipe-rehearse = tout faire sauf détruire, et dire combien de temps cela aurait pris
command-wipe-agree = donner son accord, comme deuxième opérateur, à ce qui est prévu
command-wipe-run = détruire ce qui est prévu ; une phrase doit être tapée
command-wipe-certificate = montrer le certificat du dernier effacement, jusqu’à l’arrêt de Safehold
option-backups = les sauvegardes sur les disques de cette machine aussi
option-out = écrire aussi le certificat ici, hors du dossier de données
option-plan = ne continuer que si le plan est encore celui-ci
option-phrase-file = fichier qui contient la phrase, pour les scripts
usage-operator = Utilisez --operator NOM.
usage-phrase-file = Utilisez --phrase-file FICHIER.
usage-phrase-unreadable = Le fichier de la phrase ne peut pas être lu.
up-wiped = Un effacement qui avait été interrompu est maintenant terminé. Cette boîte est vierge.
option-second = nom d’un deuxième opérateur qui donne son accord ici et maintenant
option-second-passphrase-file = fichier qui contient la phrase de passe du deuxième opérateur
ask-second = Phrase de passe de { $name } :
phase-setup-vault = Création des clés et du coffre
phase-setup-public = Écriture du journal et des annuaires
phase-setup-record = Fin de l’installation
phase-ceremony-steps = Conservation des étapes de la cérémonie
phase-ceremony-public = Mise en vigueur du nouveau jeu
phase-ceremony-bundle = Scellement du paquet pour les dépositaires
command-wipe-order = verrouiller le coffre parce que le siège le demande, avec un ordre signé
option-order = l’ordre signé, - pour l’entrée standard
order-done = Verrouillé, comme le siège ({ $by }) l’a demandé. Un opérateur l’ouvre comme toujours.
command-wipe-duress = définir la phrase de passe qui détruit le déploiement quand quelqu’un se connecte avec elle
option-duress = fichier qui contient la phrase de passe de contrainte ; demandée au terminal si absent
option-clear = retirer la phrase de passe de contrainte
ask-duress = Phrase de passe de contrainte :
duress-set = Définie. Qui se connecte avec elle voit une maintenance, et ce déploiement est détruit ; les sauvegardes restent.
duress-cleared = Retirée.

failure-not_found-approvals = Aucune question de ce genre n’attend une deuxième personne. Voyez « safehold approvals list ».
failure-not_found-backup = Cette destination n’existe pas, ou rien n’y a encore été sauvegardé. Voyez « safehold backup status ».
failure-not_found-backup-target = Aucune destination ne porte ce nom. Voyez « safehold backup-target list ».
failure-not_found-jobs = Cette tâche n’existe pas. Voyez « safehold jobs list ».
failure-not_found-operator = Aucun opérateur n’a cet identifiant. Cherchez-le avec « safehold operator list ».
failure-not_found-wipe = Il n’y a pas de certificat ici : rien n’a été effacé, ou il a été retiré. Cherchez-le là où vous l’avez enregistré.
usage-role = Ce rôle n’existe pas. Choisissez case_manager, doctor, psychologist, lawyer, investigator ou analyst.
usage-name-shape = Un nom est une seule ligne d’au plus 120 lettres affichables. Corrigez-le, puis réessayez.
usage-duress-own = C’est votre propre phrase de passe. Choisissez-en une autre que celle avec laquelle vous vous identifiez.
