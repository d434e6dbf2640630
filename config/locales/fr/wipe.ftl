# Détruire un déploiement : mots de la ligne de commande et de la console.
# Dire ce qui est vrai, et rien de plus. Quelqu’un lira peut-être ceci dans la pire minute de sa vie.

wipe-goes = Ce qui est détruit :
wipe-stays = Ce qui reste, et ce que cela vaut pour qui :
wipe-needs =
    { $needed ->
        [0] Aucune liste d’opérateurs n’est lisible : ce compte décide seul.
        [one] Un opérateur doit donner son accord.
       *[other] { $needed } opérateurs doivent donner leur accord. Jusqu’ici : { $agreed }.
    }
wipe-rehearsed = Répété : plus aucune clé après { $keys_gone_ms } ms, plus rien après { $took_ms } ms ({ $files } fichiers, { $mb } Mo, { $keys } clés, { $processes } processus). Rien n’a été détruit.
wipe-hash = Plan { $hash }
wipe-type = Pour détruire tout cela, tapez « { $phrase } » :
wipe-phrase-deployment = tout détruire ici
wipe-phrase-backups = tout détruire avec les sauvegardes
wipe-other-phrase = Ce n’est pas la phrase.
wipe-agreed = Noté : { $agreed } sur { $needed } ont donné leur accord au plan { $plan }. Cela compte 15 minutes.
wipe-step = { $done } fichiers sur { $total }
wipe-done = Détruit : { $files } fichiers. Plus aucune clé après { $keys } ms, plus rien après { $took } ms.
wipe-left = Les clés et { $files } fichiers sont détruits, mais le disque n’a pas cédé { $left } fichiers. Le prochain démarrage réessaiera. Si cela ne change rien, détruisez le disque lui-même.
wipe-resumed = Cet effacement avait été interrompu, par une coupure de courant ou un arrêt forcé ; il est maintenant terminé.
wipe-unendorsed = Le coffre n’a pas été ouvert depuis le dernier démarrage : la clé du déploiement ne répond donc pas de ce certificat.
wipe-switch-off = Éteignez cette machine maintenant : jusque-là, sa mémoire peut garder des traces.
wipe-code = { $code }

phase-intent = La décision est notée…
phase-keys = Destruction des clés…
phase-processes = Arrêt de tous les services…
phase-contents = Suppression de tout le reste…
phase-blank = Préparation d’une boîte vierge…
phase-certificate = Signature du certificat…

plan-wipe-keys = Le coffre avec tous les accès des opérateurs, leurs comptes et les clés des services : écrasés et supprimés, en premier.
plan-wipe-backups =
    { $count ->
        [0] Sauvegardes sur les disques de cette machine : aucune n’est branchée.
        [one] Une sauvegarde sur un disque de cette machine : ses clés d’abord, puis ses fichiers.
       *[other] { $count } sauvegardes sur les disques de cette machine : leurs clés d’abord, puis leurs fichiers.
    }
plan-wipe-processes = Tous les services, et tout ce qui tient ces données ouvertes, sont arrêtés aussitôt ; les clés en mémoire partent avec eux.
plan-wipe-contents = Bases de données, signalements, fichiers, journal et réglages. Les fichiers scellés sont supprimés, tout le reste est d’abord écrasé.
plan-wipe-blank = Il reste une boîte vierge, qui peut être installée de nouveau.

survives-read = Ce que des personnes ont lu, enregistré, imprimé ou noté reste chez elles ; les codes de reçu n’ouvrent plus rien.
survives-memory = La mémoire libérée de cette machine peut garder des traces jusqu’à ce qu’elle soit éteinte.
survives-backups-kept =
    { $count ->
        [one] Une sauvegarde sur un disque de cette machine reste : qui en a le mot de passe peut y lire ce que contenait le déploiement, scellé comme avant.
       *[other] { $count } sauvegardes sur les disques de cette machine restent : qui en a le mot de passe peut y lire ce que contenait le déploiement, scellé comme avant.
    }
survives-backup-elsewhere = La sauvegarde « { $name } » est ailleurs. Seul son propriétaire peut la détruire ; avec son mot de passe, le déploiement peut être restauré, et qui détient des clés peut ouvrir ce qu’il ouvrait avant.
survives-no-backup = Aucune sauvegarde n’est connue ici : personne ne peut faire revenir ce déploiement.
survives-disk-plain = Ce disque n’est pas chiffré. Un laboratoire pourrait trouver des traces de fichiers supprimés : du contenu chiffré, et les faits en clair à côté, comme jours, langues et tailles. Les clés du déploiement dans ces traces étaient scellées sous les phrases de passe des opérateurs ; les vérificateurs de connexion et les clés propres des services ne l’étaient pas.
survives-disk-copies = Ce disque n’est pas chiffré, et son système de fichiers écrit tout nouveau contenu ailleurs : l’écrasement n’atteint pas l’ancien. D’anciennes copies de clés scellées peuvent être trouvées ; une phrase de passe d’opérateur les ouvrirait.
survives-disk-encrypted = Ce disque est chiffré : ses traces ne s’ouvrent qu’avec sa propre clé, que cet effacement ne détruit pas.
survives-disk-flash = Le disque peut garder d’anciennes copies d’un bloc là où aucun programme n’arrive. Seule la destruction du disque les supprime.
survives-swap = Cette machine a peut-être écrit de la mémoire dans son espace d’échange. Des traces de clés peuvent s’y trouver.
