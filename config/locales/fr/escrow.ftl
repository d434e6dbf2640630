# Séquestre des clés : ce que dit une séance sur son propre écran, et ce que dit `safehold escrow`.

command-escrow = dépositaires : la cérémonie, les preuves que les parts sont bonnes, la récupération
command-escrow-ceremony = créer une clé de récupération et la partager entre dépositaires, sur l’écran du boîtier
command-escrow-status = dire qui détient des parts, qui doit prouver la sienne et ce que contient le lot de séquestre
command-escrow-challenge = écrire un fichier que les dépositaires signent pour prouver leurs parts
command-escrow-prove = une dépositaire signe un défi avec sa part ; fonctionne hors ligne
command-escrow-record-proof = enregistrer ce qu’une dépositaire a signé
command-escrow-export = copier le lot de séquestre dans un dossier, par exemple sur un disque USB
command-escrow-recover = ouvrir le lot, ou ce que seule une personne qui a perdu sa clé pouvait lire, avec les dépositaires
command-escrow-open-bundle = ouvrir un lot exporté avec les dépositaires là où il n’y a pas de boîtier
command-escrow-send-share = une dépositaire éloignée scelle sa part pour une récupération en cours

option-escrow-trustees = fichier qui nomme les dépositaires : threshold et trustees, ou country et abroad
option-escrow-folder = dossier où copier
option-escrow-bundle = le dossier exporté
option-escrow-challenge = le fichier du défi
option-escrow-proof = le fichier que la dépositaire a signé
option-escrow-out = où écrire
option-escrow-share = sa part, si elle a été scellée pour sa clé
option-escrow-identity = fichier de sa propre clé, pour une part scellée
option-escrow-reason = fichier qui dit pourquoi ; sinon la raison est demandée
option-escrow-key = identifiant de la nouvelle clé, approuvée
option-escrow-pin = l’empreinte du déploiement : ce qui suit #k= dans le lien des survivantes
option-escrow-to = fichier du destinataire pour qui tout ce qui s’ouvre est scellé
option-escrow-session = fichier pour les dépositaires éloignées

usage-bundle = Ce dossier ne contient pas de lot de séquestre. Vérifiez que c’est celui qui a été exporté.
usage-file = Ce fichier est illisible, ou c’en est un autre. Vérifiez son nom.
usage-to = Utilisez --to FICHIER : un fichier avec un destinataire age hybride (age1pq1…).
usage-escrow-out = Utilisez --out DOSSIER : où écrire ce qui s’ouvre, scellé de nouveau.
usage-identity = Utilisez --identity FICHIER avec --share.
usage-operator-again = Recommencez et restez au terminal.
usage-reason-file = Utilisez --reason-file FICHIER.

plan-escrow-shares = { $n } dépositaires reçoivent une part chacune ; { $m } ensemble peuvent récupérer.
plan-escrow-sealed = { $n } parts sont scellées pour la clé de leur dépositaire au lieu d’être montrées.
plan-escrow-replaces = Les parts du { $day } sont retirées dès que chaque nouvelle part est prouvée.
plan-escrow-recipient = Les téléphones des survivantes scellent alors pour la nouvelle clé, sauf si elle l’écarte.
plan-escrow-files = { $n } fichiers scellés sont copiés.
plan-escrow-trustees = { $m } dépositaires sur { $n } tapent leur part, dans n’importe quel ordre, en un jour.
plan-escrow-opens-bundle = { $n } fichiers scellés sont ouverts : clés du boîtier et mots de passe des sauvegardes.
plan-escrow-tells-her = Chaque survivante voit dans sa boîte quel jour et quelles parties ont été ouvertes.
plan-escrow-opens-reader = Dans { $n } cas, la nouvelle clé reçoit ce que personne d’autre ne peut lui donner : seulement ce que la clé perdue pouvait lire, et les signalements dont son équipe n’a plus de clé. Ce qu’une survivante a exclu de la récupération reste fermé.
plan-escrow-logged = Chaque étape est une ligne lisible du journal.

escrow-ceremony-ask = Toutes les dépositaires sont-elles là, et les autres sont-ils sortis ? (oui/non)
escrow-ceremony-active = Les nouvelles parts sont en vigueur.
escrow-ceremony-waiting = Les nouvelles parts attendent : elles entrent en vigueur quand chaque part scellée aura été prouvée.
escrow-sealed-written = { $n } parts scellées sont dans { $folder }. Envoyez chacune à sa dépositaire.
escrow-recover-ask = Commencer cette récupération ? (oui/non)
escrow-again-ask = La séance attend ; rien n’est perdu. Corrigez cela, puis vous connecter à nouveau et continuer ? (oui/non)
escrow-recover-done = { $opened } ouverts et scellés de nouveau, { $shut } restés fermés. Les fichiers sont dans { $folder }.
escrow-reader-done = Donné à la nouvelle clé : { $opened } parties de cas. Restées fermées : { $shut }. Elle les lit dès maintenant dans l’application.
escrow-reader-shut =
    { $shut } parties de cas ne peuvent être récupérées, ni maintenant ni jamais : la survivante a exclu la récupération de son signalement, ou elles ont été scellées avant qu’il y ait des dépositaires, ou pour une clé de récupération remplacée depuis. « safehold people orphans » les donne encore. Si vous pouvez joindre la survivante, demandez-lui de signaler à nouveau.
escrow-reason-ask = Pourquoi est-ce nécessaire ? Une phrase :
escrow-challenge-done = Le défi est dans { $file }. Donnez-le à chaque dépositaire ; il vaut 30 jours.
escrow-prove-done = Signé. Donnez { $file } à l’opératrice ; il ne dit rien de la part.
escrow-proof-done = Enregistré.
escrow-export-done = { $n } fichiers scellés sont dans { $folder }. Seules les dépositaires ensemble peuvent les ouvrir.
escrow-send-done = Votre part, scellée pour cette récupération, est dans { $file }.

escrow-status-active = En vigueur depuis le { $day } : { $n } dépositaires, { $m } nécessaires.
escrow-status-waiting = En attente depuis le { $day } : { $n } dépositaires, { $m } nécessaires. Chaque part doit d’abord être prouvée.
escrow-status-none = Il n’y a pas encore de dépositaires. Sans elles, rien ne peut être récupéré.
escrow-status-rewrapped = Cas qui peuvent être récupérés : { $cases }. Parmi eux, seuls les dépositaires d’avant peuvent ouvrir : { $behind }.
escrow-status-bundle = { $n } fichiers scellés dans le lot de séquestre.
escrow-share-good = { $group }.{ $number }  { $name } : prouvée le { $day }
escrow-share-due = { $group }.{ $number }  { $name } : prouvée le { $day } ; à prouver maintenant
escrow-share-unproven = { $group }.{ $number }  { $name } : pas encore prouvée
escrow-share-compromised = { $group }.{ $number }  { $name } : compromise. Tenez bientôt une nouvelle cérémonie, sans lui dire pourquoi.

escrow-training-screen = EXERCICE : ce n’est pas l’écran du boîtier. Avec de vraies parts, ce serait refusé. Appuyez sur Entrée.
escrow-alone = La part { $number } sur { $total } est pour { $name }. Les autres se détournent maintenant. Puis appuyez sur Entrée.
escrow-share-title = Part { $number } sur { $total }, { $name }. Écrivez les 33 mots avec leurs numéros :
escrow-share-written = Comparez chaque mot avec votre papier. Puis appuyez sur Entrée ; l’écran est effacé.
escrow-type-back = { $name }, tapez les mots de votre papier. Quatre lettres suffisent ; plusieurs mots par ligne.
    - retire le dernier mot, -- recommence, ? montre la part encore une fois.
escrow-words-next = Mot { $place } :
escrow-word-again = Mot { $place } à nouveau :
escrow-closing-about =
    Vous pouvez choisir deux mots. Quand vous prouverez votre part, vous ajouterez l’un d’eux.
    Le premier dit que tout va bien. Le second dit qu’on vous y force ; personne à côté ne peut le voir.
    Retenez-les ; ne les écrivez pas sur le même papier. Les deux peuvent rester vides.
escrow-closing-ordinary = Mot des bons jours :
escrow-closing-duress = Mot des mauvais jours :
escrow-closing-same = Les deux mots doivent être différents.
escrow-closing-word = Votre mot final (pas montré ; peut rester vide) :
escrow-ends-active = Chaque part est prouvée, et ensemble elles ont ouvert le fichier d’essai. Les parts sont en vigueur. Appuyez sur Entrée ; l’écran est effacé.
escrow-ends-waiting = Chaque part montrée est prouvée, et ensemble elles ont ouvert le fichier d’essai. Les parts scellées restent à prouver. Appuyez sur Entrée.
escrow-whose = Jeu de parts { $set }.
escrow-recovery-waits =
    { $count } parts sont là. Elles restent dans la mémoire de ce programme seulement, un jour au plus.
    Laissez cet écran comme il est. La dépositaire suivante appuie sur Entrée et tape ses mots,
    ou l’opératrice tape le nom d’un fichier avec une part scellée. « end » met fin à la récupération.
escrow-recovery-next = Suite :
escrow-file-unusable = Ce fichier ne contient pas de part pour cette récupération. Appuyez sur Entrée, puis essayez un autre.

share-unknown-word = Le mot { $place } n’est pas dans la liste. Regardez votre papier et tapez-le à nouveau.
share-unknown-word-like = Le mot { $place } n’est pas dans la liste. Est-ce « { $like } » ? Regardez votre papier et tapez-le à nouveau.
share-wrong-word = Le mot { $place } n’est pas juste. Regardez votre papier et tapez-le à nouveau.
share-swapped = Les mots { $place } et { $next } ont changé de place. Tapez les deux à nouveau.
share-length = Il y a { $words } mots ; une part en a 33. Vérifiez et recommencez.
share-checksum = Plus d’un mot n’est pas juste. Tapez-les tous à nouveau.
share-too-many = Une part a 33 mots ; la suite a été laissée de côté.
share-too-few = Ensemble, ces parts ne suffisent pas. Demandez la dépositaire suivante.
share-other-set = Cette part est d’un autre jeu. Appuyez sur Entrée, et cherchez le papier le plus récent.
share-twice = Cette part est déjà là. Appuyez sur Entrée, et demandez la dépositaire suivante.
share-digest = Ces parts ne vont pas ensemble : l’une est d’une autre cérémonie. Vérifiez laquelle.
share-not-this = Ce sont les mots d’une autre part. Tapez ceux qui viennent d’être montrés.
