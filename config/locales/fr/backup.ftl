# Ce que dit la ligne de commande des sauvegardes.

command-backup = faire des sauvegardes, et voir qu’elles se restaurent
command-backup-run = faire une sauvegarde maintenant, vers toute destination qui peut la prendre
command-backup-status = dire où en sont les sauvegardes
command-backup-list = lister les sauvegardes d’une destination
command-backup-verify = relire une part d’une destination ; tout est relu dans le délai réglé
command-backup-drill = restaurer la dernière sauvegarde à côté du serveur, la démarrer, la regarder, l’enlever
command-backup-key = exporter le fichier de clés qui permet de refaire un serveur
command-backup-target = dire où vont les sauvegardes
command-backup-target-add = ajouter une destination : un dossier, ou sftp:, rest: ou s3: et un lieu
command-backup-target-list = lister les destinations
command-backup-target-check = savoir si une destination peut prendre une sauvegarde maintenant
command-backup-target-remove = retirer une destination de la liste ; ce qui s’y trouve y reste
command-restore = faire un nouveau dossier de données depuis une destination et le fichier de clés

option-target = nom de la destination
option-address = un dossier, ou sftp:user@host:/chemin, rest:https://host/chemin ou s3:https://host/bucket
option-credentials = fichier avec ce que demande la destination : une clé ssh, nom:mot de passe, ou un fichier d’identifiants AWS
option-allow-same-disk = prendre quand même un dossier du disque des données ; un disque cassé emporte alors les deux
option-key-to = le fichier à écrire ; il ne doit pas encore exister
option-into = le dossier de données à faire ; rien ne doit encore s’y trouver
option-key-file = le fichier de clés exporté par « safehold backup key »
option-passwords-file = fichier avec les mots de passe des dépôts, venant d’un paquet de séquestre

backup-phase = { $phase }…
backup-progress = { $phase } : { $percent } %

backup-done = { $failed ->
    [0] Sauvegardé : le serveur tel qu’il était à { $made }, { $log_size } entrées du journal.
   *[other] Le serveur tel qu’il était à { $made } est sauvegardé, mais pas vers toutes les destinations. « safehold backup status » dit pourquoi.
}
backup-not-to = Pas vers { $target } : { $why }
backup-refused-why = – { $why }
backup-verified = { $target } : la part { $part } sur { $parts } a été relue ; c’est bien ce qui a été stocké.
backup-drilled = L’exercice a réussi : { $leaves } entrées du journal vérifiées, { $blobs } fichiers recalculés, le serveur d’essai a démarré. La sauvegarde est de { $made }.
backup-key-done =
    Le fichier de clés est { $file }. Gardez-le loin du serveur et des destinations, à deux endroits.
    Avec lui, une destination et la phrase de passe d’un opérateur, on refait un serveur. Il vaut pour ce trimestre et le suivant.
backup-target-added = La destination { $target } est prête. Faites une sauvegarde, puis exportez le fichier de clés.
backup-target-good = La destination { $target } peut prendre une sauvegarde.
backup-target-removed = La destination { $target } n’est plus dans la liste. Ce qui s’y trouve y est encore.
backup-target-remove-ask = Ne plus faire de sauvegardes vers { $target } ? Ce qui s’y trouve y reste. (oui/non)
backup-listed = { $time }  { $run }
backup-no-targets = Il n’y a pas encore de destination de sauvegarde.
backup-target-line = { $name } : { $address }
backup-target-last = { "    " }dernière bonne sauvegarde { $when }, { $size } Mio
backup-target-never = { "    " }pas encore de sauvegarde
backup-target-error = { "    " }{ $why }
backup-target-verified = { "    " }une part relue { $when }
backup-target-all-read = { "    " }tout relu depuis { $when }
backup-drill-good = Dernier exercice réussi : { $when }, depuis { $target }, sur la sauvegarde de { $made }
backup-drill-none = Aucun exercice n’a encore réussi.
backup-drill-failed = L’exercice de { $when } a échoué : { $why }
option-here = faire du nouveau serveur en marche celui qui a été sauvegardé ; il ne doit pas être installé
restore-shown =
    Trouvé : le serveur tel qu’il était le { $made }, { $log_size } entrées du journal, { $blobs } fichiers. Déploiement { $deployment }.
    Ce qui est venu après le { $made } n’y est pas et manquera.
restore-ask = Faire de ce serveur celui-là ? Si l’ancien peut encore tourner, ne le laissez jamais repartir. (oui/non)
restore-here-done =
    Restauré : le serveur tel qu’il était le { $made }, { $leaves } entrées du journal, { $blobs } fichiers.
    Safehold redémarre ; ouvrez-le avec la phrase de passe d’un opérateur. Le journal dira qu’il est restauré.
restore-again = Une restauration précédente à cet endroit a été coupée. Elle recommence ; rien de la première n’est gardé.
restore-done =
    Restauré dans { $into } : le serveur tel qu’il était à { $made }, { $leaves } entrées du journal, { $blobs } fichiers.
    Démarrez-le avec « safehold up --data ». Le journal dira qu’il est restauré, et depuis quand.
    Si l’ancien serveur peut encore démarrer, ne le laissez jamais faire : deux serveurs signeraient un seul journal.


backup-name-malformed = Le nom d’une destination a au plus 32 petites lettres, chiffres et traits d’union.
backup-address-malformed = Ce n’est pas l’adresse d’une destination : donnez le chemin entier d’un dossier, ou sftp:, rest: ou s3: et un lieu.
backup-address-secret = Mettez nom et mot de passe dans un fichier et nommez-le avec --credentials ; l’adresse est montrée à d’autres.
backup-credentials-relative = Donnez le chemin entier du fichier des identifiants.
backup-into-existing = Il y a déjà quelque chose là. Choisissez un nom libre.
backup-into-finished = La restauration à cet endroit était finie quand elle a été coupée : tout est là et vérifié. Démarrez-la avec « safehold up --data ».
backup-no-key-file = Ce n’est pas un fichier de clés de sauvegarde.
backup-key-unreadable = Ce fichier ne peut pas être lu.
backup-not-set-up = Ce serveur n’est pas encore installé.
command-backup-schedule = dire quand les sauvegardes se font, à quelles heures et à quelle vitesse
option-every-hours = heures entre deux sauvegardes
option-from-hour = première heure du jour (UTC) où l’une peut commencer
option-to-hour = heure avant laquelle elle peut commencer ; 22 et 6 veulent dire la nuit
option-upload-kib-s = au plus tant de Kio envoyés par seconde ; 0 sans limite
backup-schedule-done = Désormais : toutes les { $every_hours } h, de { $from_hour } à { $to_hour } h UTC, { $upload_kib_s ->
    [0] aussi vite que la ligne le permet.
   *[other] au plus { $upload_kib_s } Kio/s.
}
backup-account-malformed = Nom et mot de passe tiennent sur une ligne, sans espaces.
backup-account-unwanted = Une destination de ce genre ne demande ni nom ni mot de passe.
