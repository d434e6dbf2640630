# Santé : ce que chaque contrôle a trouvé (alarm-<id>), et ce qu’il faut faire (alarm-<id>-next).

part-intake = accueil
part-storage = stockage
part-coordination = coordination
part-gateway = passerelle
part-agent = agent
part-wiped = effacement

alarm-log-fault = Le journal ne correspond pas à son dernier point de contrôle signé : quelque chose a été modifié, ou une ancienne copie a été remise. Les signalements sont toujours reçus.
alarm-log-fault-next = Vérifiez le journal et demandez à votre contact d’assistance avant toute autre chose.
alarm-record-lost = Il y a un coffre ici, mais la fiche de son déploiement (state/deployment.json) manque.
alarm-record-lost-next = Ne refaites pas l’installation : remettez ce fichier depuis une copie ou une sauvegarde.
alarm-storage-down = Le stockage ne répond pas. Les signalements sont toujours reçus.
alarm-storage-down-next = Il redémarre seul. S’il n’est pas revenu dans deux minutes, relancez-le sous « Services », ou arrêtez et relancez Safehold.
alarm-service-down = Le service « { $about } » est à l’arrêt.
alarm-service-down-next = Il redémarre seul. S’il n’est pas revenu dans une minute, arrêtez et relancez Safehold.
alarm-service-hung = Le service « { $about } » tourne, mais ne répond pas.
alarm-service-hung-next = Il est relancé seul après une minute. Pour le faire tout de suite, relancez-le sous « Services ».
alarm-disk-low = Le disque est presque plein.
alarm-disk-low-next = Libérez de la place bientôt, sinon les nouveaux signalements et fichiers seront refusés.
alarm-disk-soon = { $count ->
    [0] Au rythme des derniers jours, le disque est plein aujourd’hui.
    [one] Au rythme des derniers jours, le disque est plein dans un jour.
   *[other] Au rythme des derniers jours, le disque est plein dans { $count } jours.
}
alarm-disk-soon-next = Libérez de la place, ou prévoyez un disque plus grand.
alarm-memory-low = Cette machine manque de mémoire.
alarm-memory-low-next = Arrêtez ce qui y tourne d’autre. Si rien d’autre ne tourne, relancez les services un par un, ou ajoutez de la mémoire.
alarm-reports-set-aside = { $count ->
    [one] Le stockage a refusé un signalement. Il est gardé en attente et rien n’est perdu, mais personne ne peut encore le lire.
   *[other] Le stockage a refusé { $count } signalements. Ils sont gardés en attente et rien n’est perdu, mais personne ne peut encore les lire.
}
alarm-reports-set-aside-next = Demandez à votre contact d’assistance et ne supprimez pas le dossier de données.
alarm-keys-not-held = L’agent a redémarré et doit recevoir les clés.
alarm-keys-not-held-next = Connectez-vous à nouveau.
alarm-organisation-without-intake = « { $about } » doit recevoir des signalements mais n’a pas de clé d’accueil : aucun nouveau signalement ne lui parvient.
alarm-organisation-without-intake-next = Ouvrez « Personnes » et invitez un·e gestionnaire de cas de cette organisation, ou donnez un nouveau lien ; puis approuvez.
alarm-directory-expired = L’annuaire des clés a expiré. Les signalements sont toujours reçus, mais marqués.
alarm-directory-expired-next = Ouvrez le coffre : il est signé à nouveau tout de suite.
alarm-directory-old = { $count ->
    [one] L’annuaire des clés a été signé hier pour la dernière fois.
   *[other] L’annuaire des clés a été signé il y a { $count } jours pour la dernière fois.
}
alarm-directory-old-next = Ouvrez le coffre : il est signé à nouveau tout de suite, puis chaque jour. Sinon, il expire.
alarm-certificate-expired = Le certificat que voient les visiteurs est terminé, ou illisible. Les navigateurs les mettent en garde.
alarm-certificate-expired-next = Renouvelez-le maintenant, et voyez « health.certificate_file » dans les réglages.
alarm-certificate-expires = { $count ->
    [0] Le certificat que voient les visiteurs se termine aujourd’hui.
    [one] Le certificat que voient les visiteurs se termine dans un jour.
   *[other] Le certificat que voient les visiteurs se termine dans { $count } jours.
}
alarm-certificate-expires-next = Renouvelez-le. Une fois terminé, les navigateurs mettent les visiteurs en garde.
alarm-onion-unreachable = L’adresse onion ne répond pas à travers Tor : les personnes survivantes n’atteignent peut-être plus ce serveur.
alarm-onion-unreachable-next = Voyez si Tor tourne et si le réseau fonctionne. Rien de ce qui a été envoyé n’est perdu.
alarm-clock-back = L’horloge de cette machine a été reculée.
alarm-clock-back-next = Comparez-la à un téléphone. Si personne ne l’a réglée, demandez à votre contact d’assistance : les dates et les expirations en dépendent.
alarm-clock-ahead = L’horloge de cette machine a sauté en avant.
alarm-clock-ahead-next = Comparez-la à un téléphone et réglez-la avant que quelque chose n’expire trop tôt.
alarm-clock-drift = L’horloge suit une source de temps, mais peut être fausse de quelques secondes.
alarm-clock-drift-next = Voyez si la source de temps est joignable.
alarm-clock-no-source = Rien ne tient l’horloge de cette machine à l’heure.
alarm-clock-no-source-next = Comparez-la de temps en temps à un téléphone, ou mettez en place une source de temps.
alarm-wiper-down = Le service d’effacement ne répond pas.
alarm-wiper-down-next = Il est relancé tout seul. Si cela dure, arrêtez et relancez Safehold.
alarm-wiper-no-room = Il n’y a pas de place pour la note qui permet à un effacement de survivre à une coupure de courant.
alarm-wiper-no-room-next = Libérez de la place sur le disque.
alarm-wiper-swap = Le service d’effacement ne peut pas verrouiller sa mémoire (« ulimit -l ») : un effacement fonctionne, mais il lui faut un disque qui répond.
alarm-wiper-swap-next = Autorisez-lui 64 Mio de mémoire verrouillée là où cette machine le permet.
alarm-hq-locked = Le siège ({ $about }) a demandé de verrouiller ce serveur.
alarm-hq-locked-next = Demandez-lui pourquoi. Un opérateur l’ouvre comme toujours, avec sa phrase de passe ; le siège ne peut ni l’empêcher ni rien détruire.
alarm-dead-man = Aucun opérateur ne s’est manifesté depuis longtemps : le coffre sera bientôt verrouillé.
alarm-dead-man-next = Connectez-vous pour l’éviter.
alarm-program-changed = { $count ->
    [one] Un fichier du programme a changé depuis son démarrage.
   *[other] { $count } fichiers du programme ont changé depuis son démarrage.
}
alarm-program-changed-next = Si vous venez d’installer une mise à jour, arrêtez et relancez Safehold. Si personne ne l’a fait, demandez à votre contact d’assistance et ne vous connectez plus nulle part.
alarm-escrow-damaged = Le registre du séquestre est endommagé.
alarm-escrow-damaged-next = Ne changez plus rien, et demandez à votre contact d’assistance.
alarm-escrow-compromised = Une part est compromise.
alarm-escrow-compromised-next = « safehold escrow status » dit laquelle. Tenez bientôt une nouvelle cérémonie, et ne lui dites pas pourquoi.
alarm-escrow-none = Il n’y a pas encore de dépositaires : si toutes les phrases de passe sont perdues, tout l’est.
alarm-escrow-none-next = Tenez une cérémonie sur l’écran du boîtier : « safehold escrow ceremony ».
alarm-escrow-due = Des dépositaires devraient prouver leur part maintenant.
alarm-escrow-due-next = « safehold escrow status » dit qui.
alarm-no-backup = Il n’y a pas encore de sauvegarde.
alarm-no-backup-next = Ajoutez une destination : « safehold backup-target add », puis « safehold backup run ».
alarm-backup-old = La dernière bonne sauvegarde est trop ancienne.
alarm-backup-old-next = Voyez si la destination est branchée et joignable, puis faites-en une : « safehold backup run ».
alarm-backup-failed = La dernière sauvegarde, ou sa vérification, a échoué à une destination.
alarm-backup-failed-next = « safehold backup status » dit pourquoi.
alarm-verify-old = Une destination de sauvegarde n’a pas été relue depuis plus d’une semaine.
alarm-verify-old-next = Vérifiez-la : « safehold backup verify ». Une destination peut perdre des données sans rien dire.
alarm-drill-old = Aucun exercice de restauration n’a réussi récemment : personne ne sait si la sauvegarde peut être restaurée.
alarm-drill-old-next = Faites-en un : « safehold backup drill ».
alarm-backup-key-due = Le fichier de clés des sauvegardes est à exporter de nouveau : sans lui, rien de ce qui est sauvegardé aujourd’hui ne permet de refaire un serveur.
alarm-backup-key-due-next = Exportez-le et gardez-le loin du serveur : « safehold backup key ».
alarm-sign-ins-failed = { $count } connexions d’opérateurs ont échoué en une semaine.
alarm-sign-ins-failed-next = Si ce n’était aucun de vous, changez qui peut atteindre cette machine, et veillez à ce que chaque opérateur ait une application de codes.
alarm-no-code = Un opérateur n’a pas encore d’application de codes : qui a vu sa phrase de passe peut se connecter.
alarm-no-code-next = Ouvrez « Opérateurs » et appuyez sur C, ou « safehold operator code ».
alarm-disk-not-encrypted = Ce disque n’est pas chiffré.
alarm-disk-not-encrypted-next = Ce déploiement sert aux exercices et aux essais.
alarm-witness-none = Personne hors de ce serveur ne garde de copie des points de contrôle du journal.
alarm-witness-none-next = Gardez de temps en temps « safehold log head » ailleurs : une copie montre si le journal a été réécrit.
alarm-updates-none = Ce déploiement n’apprend aucune mise à jour de lui-même.
alarm-updates-none-next = Demandez de temps en temps à votre contact d’assistance s’il y en a une.
alarm-other = Quelque chose mérite un coup d’œil ({ $code }).
alarm-other-next = Notez ce mot et demandez à votre contact d’assistance.

health-well = Rien ne vous attend.
health-set-up = Pas en place ici :
health-by-itself = Le serveur essaie cela de lui-même.
services-line = { $name } : { $state } ; { $minutes ->
    [one] depuis { $minutes } minute
   *[other] depuis { $minutes } minutes
}, { $memory } Mo de mémoire, relancé { $restarts } fois
runs-up = en marche
runs-starting = démarre
runs-down = à l’arrêt
service-restarted = Le service { $service } a été relancé et répond de nouveau.
severity-act = ! agir
severity-look = * à regarder
severity-set_up = – pas en place
alarm-orphans = { $count ->
    [one] Un dossier contient quelque chose que personne ne peut lire.
   *[other] { $count } dossiers contiennent quelque chose que personne ne peut lire.
}
alarm-orphans-next = « safehold people orphans » en donne la liste. Si une lectrice a un nouveau lien, approuvez-la : ses collègues sont alors invités à lui redonner accès. S’il ne reste aucun collègue, tenez une récupération avec les dépositaires : « safehold escrow recover --purpose reader ».
alarm-escrow-behind = { $count ->
    [one] Seuls les dépositaires d’avant pourraient ouvrir un dossier.
   *[other] Seuls les dépositaires d’avant pourraient ouvrir { $count } dossiers.
}
alarm-escrow-behind-next = Les dossiers sont scellés pour la nouvelle clé de récupération à mesure que leurs lecteurs s’identifient dans l’application ; demandez-leur de le faire. D’ici là, aucune récupération ne les ouvre.
