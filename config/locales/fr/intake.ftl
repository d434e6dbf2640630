# Ce que lit une personne survivante, ou quelqu'un qui parle pour elle. Phrases courtes, calmes,
# exactes. Aucun reproche, aucun ordre, aucune demande de témoignage. Aucun balisage.

## Sur chaque écran

# Le titre reste dans l'historique du navigateur : il ne dit rien.
app-title = Informations
app-training = Site d’exercice. N’écrivez rien de réel.
app-exit = Quitter vite
app-exit-address = https://fr.wikipedia.org/
app-exit-hint = Pour quitter vite au clavier : deux fois la touche Échap.
app-back = Retour
app-next = Suivant
app-skip = Passer
app-optional = Vous pouvez passer chaque question.
app-to-review = Aller directement à l’envoi
app-wait = Un instant…
app-again = Réessayer
app-close = Fermer
app-home = Revenir à la première page
app-language = Langue
app-yes = Oui
app-no = Non
app-progress = { $step } sur { $steps }

## Première page

first-heading = Ici, vous pouvez trouver de l’aide
first-lead = Ce qui s’est passé n’est pas votre faute. C’est vous qui décidez ce que vous dites, à qui, et quand.
first-care-heading = Les soins encore possibles
first-care-lead = Certains soins agissent mieux s’ils commencent tôt. Vous pouvez les recevoir sans rien signaler et sans passer par la police.
first-care-when = Cela s’est passé il y a combien de temps ?
first-care-private = Votre réponse reste dans ce téléphone. Rien n’est envoyé.
first-care-all = Tout afficher
first-care-over_120h = Plus de 5 jours
first-care-note = Les soins ne dépendent jamais d’une plainte. Suivez l’avis des soignants sur place : cette page ne les remplace pas.
first-help-heading = Qui peut aider maintenant
first-help-health = Un centre de santé ou un hôpital. Vous pouvez demander à être reçue ou reçu sans témoin, et par une femme.
first-help-person = Une personne de confiance, s’il y en a une.
first-help-danger = En cas de danger, se mettre à l’abri passe avant tout. Cette page peut attendre.
first-help-local = Contacts sur place
first-help-unchecked = Nous n’avons pas pu vérifier ces contacts. Si possible, faites-les confirmer par une personne de confiance.
first-start-heading = Si vous voulez nous écrire
first-start-text = Quelques questions courtes. Vous pouvez passer chacune d’elles et vous arrêter quand vous voulez. Aucun nom n’est nécessaire.
first-start = Commencer
first-return = J’ai un code
first-start-wait = Le formulaire se prépare. Si rien ne change d’ici une minute, ce navigateur est peut-être trop ancien, ou bloque les scripts. Les conseils de cette page restent complets. Pour nous écrire, vous pouvez essayer un autre navigateur, ou demander à une organisation de confiance d’écrire avec vous.
first-help-only = Ici, les messages ne peuvent pas encore être reçus. Le reste de cette page et les contacts sont là pour vous.
first-mismatch = Nous n’avons pas pu confirmer que ce serveur est celui de l’organisation dont vous avez ouvert le lien. Pour vous protéger, rien ne peut être envoyé d’ici. Demandez un nouveau lien à cette organisation, si possible de vive voix.
first-unreachable = Le serveur ne répond pas pour l’instant ; nous continuons d’essayer. Cette page fonctionne sans lui.
first-trust-heading = Pourquoi faire confiance à cette page, et ce dont elle ne protège pas
first-trust-sealed = Ce que vous écrivez est verrouillé dans ce téléphone avant de partir. Le serveur le garde sans pouvoir le lire. Seules le peuvent les organisations affichées avant l’envoi.
first-trust-anonymous = On ne vous demande ni nom, ni compte, ni numéro. L’adresse de votre téléphone n’est pas conservée.
first-trust-traces = Cette page n’enregistre rien dans le téléphone. Ce que vous n’avez pas envoyé disparaît quand vous la fermez.
first-trust-watched = Si quelqu’un voit cet écran ou contrôle ce téléphone, cette personne peut voir ce que vous lisez et écrivez. Un autre téléphone est alors plus sûr.
first-trust-history = « Quitter vite » cache la page aussitôt. Ce bouton ne peut effacer ni l’historique du navigateur, ni les mots appris par le clavier. Une fenêtre de navigation privée laisse moins de traces.
first-trust-network = Qui surveille le réseau peut savoir que ce site a été ouvert, mais pas ce que vous écrivez.
first-trust-address = Ce verrou vaut ce que vaut cette page. Ouvrez-la par le lien que vous a donné une organisation que vous connaissez.

## Les soins et le temps (délais cliniques : à faire relire par des soignants dans chaque pays)

care-pep = Se protéger du VIH
care-pep-all = Des comprimés peuvent empêcher le VIH, si on les commence dans les 3 jours (72 heures). Le plus tôt est le mieux.
care-pep-left-2 = On peut encore commencer pendant au moins 2 jours. Le plus tôt est le mieux : aujourd’hui, si vous le pouvez.
care-pep-left-1 = On peut encore commencer pendant au moins 1 jour. Le plus tôt est le mieux : aujourd’hui, si vous le pouvez.
care-pep-last = On commence dans les 3 jours : les dernières heures comptent. Si vous le pouvez, allez-y maintenant.
care-pep-past = Le délai habituel pour commencer (3 jours) est passé. Un test, le traitement d’autres infections et des vaccins restent souvent possibles.
care-pep-ongoing = Des comprimés peuvent empêcher le VIH, si on les commence dans les 3 jours (72 heures) après la dernière fois.
care-ec = Éviter une grossesse
care-ec-all = La contraception d’urgence agit dans les 5 jours (120 heures). Le plus tôt est le mieux.
care-ec-left-4 = La contraception d’urgence est encore possible pendant au moins 4 jours. Le plus tôt est le mieux.
care-ec-left-3 = La contraception d’urgence est encore possible pendant au moins 3 jours. Le plus tôt est le mieux.
care-ec-left-2 = La contraception d’urgence est encore possible pendant au moins 2 jours. Le plus tôt est le mieux.
care-ec-last = La contraception d’urgence agit dans les 5 jours : les dernières heures comptent. Si vous le pouvez, allez-y maintenant.
care-ec-past = Le délai habituel de la contraception d’urgence (5 jours) est passé. Un test, des conseils et des soins confidentiels restent possibles.
care-ec-ongoing = La contraception d’urgence agit dans les 5 jours (120 heures) après la dernière fois.
care-injuries = Blessures et douleurs
care-injuries-all = Des soins sont utiles à tout moment. En cas de saignement abondant, de forte douleur, de fièvre ou de malaise : allez-y maintenant, si vous le pouvez.
care-mind = Peur, mauvais sommeil, tristesse, ne plus rien ressentir
care-mind-all = Beaucoup de personnes vivent cela après des violences. Un soutien aide à tout moment, même des années après.

## Questions

screen-who = Qui écrit ?
screen-needs = Qu’est-ce qui aiderait ?
screen-urgency = Des soins rapidement
screen-contact = Vous répondre
screen-person = La personne
screen-when = Quand et où
screen-what = Ce qui s’est passé
screen-actors = Qui l’a fait
screen-words = Avec vos mots

question-reporter_type = J’écris
choice-reporter_type-survivor = pour moi
choice-reporter_type-family = pour quelqu’un de ma famille
choice-reporter_type-witness = comme témoin
choice-reporter_type-professional = pour une personne que j’aide (organisation, soignant, journaliste…)
question-proxy_consent = Cette personne est-elle d’accord pour que vous écriviez ?
hint-proxy_consent = C’est elle qui décide de ce qui est dit d’elle. Sans son accord, vous pouvez écrire, mais sans rien qui permette de la reconnaître.
choice-proxy_consent-agreed = Oui, je lui ai demandé et elle est d’accord
choice-proxy_consent-not_asked = Je ne lui ai pas encore demandé
choice-proxy_consent-cannot_ask = Je ne peux pas lui demander (jeune enfant, personne inconsciente ou disparue…)

question-wants = J’aimerais
hint-wants = Plusieurs réponses sont possibles.
choice-wants-medical = des soins médicaux
choice-wants-psychosocial = parler à quelqu’un, être soutenue ou soutenu
choice-wants-safety = un lieu sûr, une protection
choice-wants-legal = des conseils juridiques
choice-wants-information_only = seulement des informations
choice-wants-keep_for_later = garder ceci en lieu sûr pour plus tard

question-needs_care_soon = Des soins médicaux sont-ils nécessaires rapidement ?
question-urgent_care = L’équipe peut-elle le voir tout de suite ?
hint-urgent_care = Votre message porterait la mention « soins nécessaires rapidement », pour être lu en premier. Cette mention n’est pas verrouillée : les personnes qui gèrent le serveur peuvent la voir. Aucune autre de vos réponses ne peut être vue ainsi.

question-safe_now = Êtes-vous en lieu sûr en ce moment ?
choice-safe_now-yes = Oui
choice-safe_now-no = Non
choice-safe_now-unsure = Je n’en suis pas sûre ou sûr
question-contact_preference = Comment pouvons-nous répondre ?
hint-contact_preference = Le plus sûr est ici : vous recevrez un code, et vous lirez notre réponse en revenant.
choice-contact_preference-code_only = Ici seulement, avec mon code
choice-contact_preference-phone = Par téléphone
choice-contact_preference-through_someone = Par une personne de confiance
choice-contact_preference-never = Merci de ne pas me contacter
question-contact_details = Le numéro, ou la personne par qui passer
question-safe_times = À quel moment est-ce sans danger ?
hint-safe_times = Par exemple : le matin ; des appels, mais pas de messages.

question-age_group = Âge
hint-age_group = De la personne qui a besoin d’aide. L’âge oriente vers les bons soins.
choice-age_group-0_11 = 0 à 11 ans
choice-age_group-12_17 = 12 à 17 ans
choice-age_group-18_25 = 18 à 25 ans
choice-age_group-26_40 = 26 à 40 ans
choice-age_group-41_60 = 41 à 60 ans
choice-age_group-61_plus = 61 ans ou plus
question-sex = Cette personne est
choice-sex-female = une femme ou une fille
choice-sex-male = un homme ou un garçon
choice-sex-other = autre

question-elapsed = C’était il y a combien de temps ?
hint-elapsed = Si c’est arrivé plusieurs fois : la dernière fois.
choice-elapsed-under_24h = Moins d’un jour
choice-elapsed-24_48h = 1 à 2 jours
choice-elapsed-48_72h = 2 à 3 jours
choice-elapsed-72_120h = 3 à 5 jours
choice-elapsed-5_14d = 5 jours à 2 semaines
choice-elapsed-2wk_1mo = 2 semaines à 1 mois
choice-elapsed-over_1mo = Plus d’un mois
choice-elapsed-ongoing = Cela continue
question-place = Dans quelle région ?
hint-place = Une ville ou une zone suffit.

question-gbv_type = De quelle violence s’agit-il ?
hint-gbv_type = Plusieurs réponses sont possibles, ou aucune. Le mot exact a peu d’importance.
choice-gbv_type-rape = Viol
choice-gbv_type-sexual_assault = Autre violence sexuelle
choice-gbv_type-physical_assault = Coups, blessures
choice-gbv_type-forced_marriage = Mariage forcé
choice-gbv_type-denial_of_resources_opportunities_or_services = Privation de nourriture, d’argent, de soins ou de liberté
choice-gbv_type-psychological_emotional_abuse = Menaces, humiliations
choice-gbv_type-other = Autre chose
question-injured = Des blessures ou des douleurs maintenant ?
choice-injured-yes = Oui
choice-injured-no = Non
choice-injured-unsure = Je ne sais pas

question-armed_actor_type = D’après ce que vous savez
hint-armed_actor_type = « Je ne sais pas » est une bonne réponse.
choice-armed_actor_type-national_army = L’armée
choice-armed_actor_type-police_forces = La police
choice-armed_actor_type-security_forces = Les services de sécurité
choice-armed_actor_type-para_military_forces = Une milice proche de l’État
choice-armed_actor_type-international_forces = Des forces étrangères ou de maintien de la paix
choice-armed_actor_type-other_armed_group = Un autre groupe armé
choice-armed_actor_type-civilian = Une personne hors de toute force armée
choice-armed_actor_type-unknown = Je ne sais pas

question-own_words = Si vous voulez ajouter quelque chose
hint-own_words = Quelques mots suffisent, et aucun n’est nécessaire. Vous pouvez vous arrêter à tout moment. « Je ne sais pas » est une bonne réponse. On ne vous demandera pas de le raconter à nouveau, sauf si vous le souhaitez.

## Fichiers

files-heading = Fichiers
files-lead = Photos, enregistrements, documents : tout ce que vous voulez mettre en lieu sûr. Ils sont verrouillés dans ce téléphone et gardés tels quels.
files-note = Il n’est pas nécessaire d’en créer de nouveaux. Si les garder dans ce téléphone est dangereux, votre sécurité passe d’abord.
files-add = Ajouter des fichiers
files-record = Enregistrer ma voix
files-recording = Enregistrement : { $seconds } s
files-record-stop = Arrêter
files-record-failed = Le micro n’a pas pu être utilisé. Vous pouvez ajouter un enregistrement fait autrement.
files-record-name = enregistrement
files-none = Aucun fichier pour l’instant.
files-remove = Retirer
files-remove-named = Retirer { $name }
files-original = L’original reste dans ce téléphone. Nous ne pouvons pas l’en retirer d’ici.
files-too-large = { $name } dépasse { $limit } et n’a pas été ajouté.
files-empty = { $name } est vide et n’a pas été ajouté.
files-unreadable = { $name } ne peut plus être lu dans ce téléphone.
size-bytes = { $size } octets
size-kb = { NUMBER($size, maximumFractionDigits: 0) } Ko
size-mb = { NUMBER($size, maximumFractionDigits: 1) } Mo

## Avant l'envoi

review-heading = Avant l’envoi
review-readers = Qui pourra lire
review-readers-lead = Vous pouvez en exclure une.
review-reader-last = Il faut qu’il reste au moins une organisation, pour que quelqu’un puisse lire et répondre.
review-left-out-note = Une organisation exclue ne reçoit aucune clé de ce téléphone.
review-recovery = Clé de secours : si toutes les organisations perdaient leurs clés, plusieurs personnes de confiance réunies pourraient ouvrir votre envoi.
review-recovery-keep = Autoriser cette clé de secours
review-no-recovery = Il n’y a pas de clé de secours : en dehors de ces organisations et de vous, personne ne pourra jamais ouvrir votre envoi.
review-clear = Ce que le serveur peut voir : le jour, la langue, la taille et le nombre des fichiers{ $urgent ->
    [yes] , et la mention « soins nécessaires rapidement »
   *[no] {""}
}. Il ne peut pas voir ce que vous avez écrit.
review-answers = { $count ->
    [0] Aucune réponse. Vous pouvez tout de même envoyer, pour recevoir un code et commencer un échange.
    [one] 1 réponse
   *[other] { $count } réponses
}
review-files = { $count ->
    [0] Aucun fichier
    [one] 1 fichier, { $size }
   *[other] { $count } fichiers, { $size }
}
review-show = Relire mes réponses
review-unpinned = Nous n’avons pas pu vérifier que cette page est bien celle de l’organisation qui vous en a donné l’adresse. Le lien ou le code QR qu’elle vous a remis le permettrait. Vous pouvez tout de même envoyer ; votre message dira que cela n’a pas été vérifié.
review-expired = La liste des organisations semble plus ancienne qu’elle ne devrait l’être, ou l’heure de ce téléphone est fausse. Vous pouvez tout de même envoyer ; votre message le dira.
review-send = Envoyer

## Envoi

send-heading = Envoi
send-sealing = Votre message est en train d’être verrouillé dans ce téléphone…
send-text = Votre message part…
send-retry = La connexion est faible. Nous continuons d’essayer ; rien n’est perdu tant que cette page reste ouverte.
send-refused = Votre message n’a pas été accepté. Rien n’est perdu : il est encore ici, dans cette page.
send-done = Votre message est arrivé.
send-files-heading = Vos fichiers
send-file-waiting = en attente
send-file-done = arrivé
send-file-progress = { $percent } %
send-file-paused = en pause
send-file-failed = pas envoyé
send-pause = Mettre en pause
send-resume = Continuer
send-files-going = Les fichiers sont encore en route. Si cette page se ferme, revenez avec votre code et ajoutez-les à nouveau.
send-files-done = Tous les fichiers sont arrivés.

## Code

code-heading = Votre code
code-lead = Avec lui, vous pouvez revenir, lire notre réponse et écrire à nouveau.
code-keep = Notez-le ou apprenez-le. Toute personne qui a ce code peut lire vos messages. Personne ne pourra vous le redonner.
code-copy = Copier
code-copied = Copié. Le téléphone garde un moment ce qui est copié : collez-le bientôt, puis copiez autre chose.
code-confirm = Vérifier que je l’ai bien noté
code-confirm-label = Le code tel que vous l’avez noté
code-confirm-right = Oui, c’est bien votre code.
code-confirm-wrong = Ce n’est pas tout à fait cela. Comparez avec le code ci-dessus.
code-disguise = On peut le noter comme un numéro de téléphone ou de facture, en plusieurs morceaux.
code-spare-heading = Un deuxième code, vide
code-spare-lead = Si quelqu’un risque de vous forcer à montrer un code, vous pouvez aussi noter celui-ci. Il ouvre une boîte vide. Rien dans le code ne dit lequel des deux est le vrai.
code-spare-show = Afficher un code vide
code-spare-warning = Ne les confondez pas : vos messages sont sous le premier seulement.
code-done = Je l’ai noté
code-leave-heading = Avant de partir
code-leave-text = Le code ne sera plus affiché ensuite.
code-leave-files = Si vous terminez maintenant, les fichiers qui ne sont pas encore arrivés ne partent pas. Vous pourrez les ajouter à nouveau avec votre code.
code-leave-stay = L’afficher encore
code-leave-go = Terminer

## Revenir

return-heading = Votre code
return-lead = 32 chiffres, en 8 groupes de 4.
return-label = Code
return-open = Ouvrir
return-typo = Il y a une petite erreur dans le code. Souvent, un chiffre est faux ou deux sont inversés.
return-short = { $missing ->
    [one] Il manque 1 chiffre.
   *[other] Il manque { $missing } chiffres.
}
return-long = { $extra ->
    [one] Il y a 1 chiffre de trop.
   *[other] Il y a { $extra } chiffres de trop.
}
return-signs = Un code ne contient que des chiffres.
return-opening = Ouverture…

## Boîte

mailbox-heading = Messages
mailbox-empty = Il n’y a pas encore de message.
mailbox-empty-hint = Si vous venez d’envoyer quelque chose, réessayez dans un moment. Les réponses viennent ensuite.
mailbox-received = Votre message est arrivé. Il n’y a pas encore de réponse.
mailbox-recovered = Le { $day }, les dépositaires de ce service ont rouvert des parties de votre signalement : { $parts }
mailbox-recovered-why = Une personne qui avait le droit de les lire avait perdu sa clé, et personne d’autre ne pouvait vous aider sans elle. Elle ne lit rien de plus qu’avant.
mailbox-recovered-other = des notes faites par l’équipe
mailbox-waiting = Votre message est arrivé et se met en place. Les réponses viennent ensuite.
mailbox-sealed = Le serveur est fermé par sécurité en ce moment, comme après une coupure de courant. Ce que vous avez envoyé est en lieu sûr. Les réponses pourront être lues plus tard.
mailbox-sealed-send = Ni message ni fichier ne peuvent partir en ce moment. Vous pouvez revenir un peu plus tard.
mailbox-unchecked = Nous n’avons pas pu vérifier qui signe ici ; les réponses ne sont donc pas affichées. Ouvrir cette page par le lien que l’organisation vous a donné le permettrait.
mailbox-mine = Vous
mailbox-team = { $organisation }
mailbox-write = Écrire un message
mailbox-send = Envoyer
mailbox-sent = Envoyé.
mailbox-sending = Envoi…
mailbox-add-file = Ajouter un fichier
mailbox-own-show = Afficher ce que j’ai envoyé
mailbox-own-hide = Cacher ce que j’ai envoyé
mailbox-own-files = Fichiers que j’ai envoyés
mailbox-own-missing = Pas arrivé en entier. S’il n’est plus en route, vous pouvez l’ajouter à nouveau.
mailbox-refresh = Voir s’il y a du nouveau
mailbox-close = Fermer la boîte
mailbox-writer-expired = Le certificat de la personne qui écrit a expiré depuis.
mailbox-writer-disabled = Cette personne ne travaille plus ici.

## Quand un message échoue à une vérification

problem-heading = Quelque chose n’est pas affiché
problem-lead = Nous vérifions chaque message. Ce qui échoue n’est pas affiché. Vos propres messages et votre code ne sont pas touchés.
problem-gap = Il manque un message. Il viendra peut-être plus tard, ou a été retenu.
problem-forged = Un message n’était signé par personne qui travaille ici.
problem-replay = Un message a été montré deux fois, ou déplacé d’ailleurs.
problem-two-devices = Deux messages ont été écrits en même temps sur deux appareils. Les deux sont ici.
problem-damaged = Un message n’a pas pu être ouvert.
problem-other = Un message a échoué à une vérification.

## Accord

consent-heading = On vous demande votre accord
consent-who = La personne qui suit votre dossier propose que cette personne vous aide :
consent-purpose-referral = Pour vous aider : { $service }
consent-what = Ce que cette personne pourrait lire
consent-what-hint = Cochez ce que vous voulez partager. Ce que vous ne cochez pas n’est pas partagé.
consent-until = Jusqu’au { $day }
consent-text = J’accepte que { $recipient } lise les parties cochées ci-dessus jusqu’au { $day }, pour m’aider. Je peux retirer cet accord à tout moment.
consent-voluntary = Vous êtes libre de refuser. L’aide que vous recevez déjà ne change pas.
consent-agree = Je suis d’accord
consent-refuse = Non
consent-refused = Je ne suis pas d’accord avec cette demande.
consent-refuse-sent = Votre réponse est partie.
consent-given = Vous avez donné votre accord le { $day }.
consent-none-ticked = Rien n’est coché. Pour ne rien partager, choisissez « Non ».
consent-unchecked = Nous n’avons pas pu vérifier qui est cette personne ; vous ne pouvez donc pas donner votre accord d’ici.
consent-withdraw = Retirer mon accord
consent-withdraw-note = À partir de là, notre serveur ne remet plus rien à cette personne au titre de cet accord. Ce qui a déjà été lu ne peut pas être effacé des mémoires.
consent-withdrawn = Vous avez retiré cet accord.
consent-pending = Envoi…

compartment-contact = Comment vous joindre, vos besoins et votre sécurité
compartment-account = Vos réponses
compartment-thread = Vos messages
compartment-evidence = Vos fichiers
compartment-medical = Notes médicales
compartment-psychosocial = Notes de suivi psychologique
compartment-legal = Notes juridiques

service-safe_house_shelter = un hébergement sûr
service-health_medical = des soins médicaux
service-psychosocial = un soutien psychologique et social
service-legal_assistance = une aide juridique
service-police_other_security = la police ou une protection
service-livelihoods = un travail et un revenu
service-child_protection_education = la protection de l’enfance, l’école

role-case_manager = gestionnaire de cas
role-doctor = médecin
role-psychologist = psychologue
role-lawyer = juriste
role-investigator = enquêteur ou enquêtrice
