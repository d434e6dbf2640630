# Ce que lisent les professionnels : court, exact, calme. Aucun balisage.

## Sur chaque écran

case-title = Dossiers Safehold
case-training = Exercice. Tout est inventé ici. N’écrivez rien de réel.
case-loading = Un instant…
case-noscript = Cette page ouvre des dossiers scellés dans votre navigateur et a besoin de JavaScript pour cela. Dans le navigateur Tor, choisissez le niveau « Plus sûr ».
case-language = Langue
case-sign-out = Se déconnecter
case-session-ended = Votre session est terminée. Reconnectez-vous ; ce que vous aviez envoyé est conservé, et ce que vous aviez tapé vous attend dans cette page.
case-idle = Déconnexion : personne n’a utilisé cet écran depuis 15 minutes. Ce que vous aviez tapé vous attend dans cette page.
case-back = Retour
case-try-again = Réessayer
case-go-sign-in = Aller à la connexion
case-next = Suivant
case-yes = Oui
case-no = Non
case-unknown-person = Personne inconnue

## Connexion

case-sign-in = Se connecter
case-sign-in-hint = Votre phrase de passe reste sur cet appareil : elle y ouvre vos clés. Personne ne peut la réinitialiser. Si elle est perdue, demandez une nouvelle invitation à l’opérateur.
case-login = Nom de connexion
case-login-hint = Vous seul avez besoin de le connaître. Il vaut mieux que ce ne soit pas votre vrai nom.
case-passphrase = Phrase de passe
case-passphrase-again = Phrase de passe, encore une fois
case-passphrase-rule = Au moins { $least } caractères. Cinq ou six mots sans lien entre eux conviennent bien.
case-passphrase-warning = Cette phrase de passe protège vos clés : qui la devine peut lire vos dossiers. Personne ne peut la lire ni la retrouver. Gardez-la en lieu sûr, pas sur cet appareil.
case-unlocking = Ouverture de vos clés. Cela prend quelques secondes.
case-second-heading = Deuxième étape
case-second-why = Une phrase de passe peut être vue par-dessus l’épaule. Une deuxième étape est obligatoire.
case-totp = Six chiffres
case-totp-hint = Ceux de l’application de codes de votre téléphone.
case-totp-choose = Avec une application de codes
case-totp-scan = Scannez cette image avec une application de codes, par exemple Aegis ou FreeOTP, puis tapez les six chiffres affichés.
case-totp-qr = Code QR pour l’application de codes
case-totp-open = Ouvrir dans une application de codes sur cet appareil
case-totp-type = Ou tapez ceci dans l’application :
case-totp-use = Utiliser cette application de codes
case-passkey-choose = Ou avec une clé d’accès
case-passkey-make = Utiliser une clé d’accès de cet appareil
case-passkey-hint = Votre navigateur va demander la clé d’accès que vous avez choisie.
case-use-passkey = Utiliser la clé d’accès
case-making-keys = Création de vos clés. Cela prend quelques secondes.

## Invitation

case-welcome = Bienvenue dans { $deployment }
case-invited = Vous êtes invité·e comme { $role }, { $organisation }.
case-compare-heading = Six mots à comparer
case-compare-why = Appelez ou rencontrez l’opérateur qui vous a invité·e et lisez-vous ces mots. Ils doivent être identiques sur les deux écrans.
case-compare-then = Quand l’opérateur vous aura approuvé·e, connectez-vous. D’ici là, vous ne voyez aucun dossier.

case-role-case_manager = gestionnaire de cas
case-role-doctor = médecin
case-role-psychologist = psychologue
case-role-lawyer = avocat·e
case-role-investigator = enquêteur·rice
case-role-analyst = analyste
case-role-operator = opérateur·rice

## La liste

case-list = Dossiers
case-view-new = Nouveaux
case-view-mine = Les miens
case-view-referred = Référés à moi
case-view-all = Tous
case-none-new = Aucun nouveau dossier.
case-none-mine = Vous n’avez pas encore pris de dossier.
case-none-referred = Aucun dossier ne vous a été référé.
case-none-all = Aucun dossier que vous puissiez ouvrir.
case-more = Afficher la suite
case-refresh = Actualiser
case-renew-title =
    { $count ->
        [one] Un cas que vous lisez était aussi ouvert à { $who }.
       *[other] { $count } cas que vous lisez étaient aussi ouverts à { $who }.
    }
case-renew-why = L’ancienne clé est perdue ; la nouvelle a été approuvée le { $since }. Demandez à votre collègue, de vive voix, ces six mots avant de donner quoi que ce soit :
case-renew-limit = Seul ce qui pouvait être lu avant est redonné : rien de ce qui a été retiré, refusé ou a pris fin depuis. Le journal le note.
case-renew-give = Les mots correspondent : redonner accès
case-renew-progress = { $done } sur { $total }…
case-renew-done = Accès redonné : { $given }. Laissés de côté, car cela ne tient plus : { $left }.
case-received = Reçu le { $day }, en { $language }
case-urgent = soins urgents
case-unanswered = pas encore de réponse
case-state-new = nouveau
case-state-taken = pris en charge

## Un dossier

case-heading = Dossier { $reference }
case-back-to-list = Retour à la liste
case-part-story = Le signalement
case-part-thread = Messages
case-part-unanswered = { $part } (pas encore de réponse)
case-part-files = Fichiers
case-part-notes = Notes
case-part-referral = Consentement
case-take = Prendre ce dossier
case-take-why = Personne n’a encore pris ce dossier. En le prenant, vous en devenez gestionnaire et recevez vos propres clés.
case-taken-now = Ce dossier est maintenant le vôtre.
case-no-key = Vous n’avez pas la clé de cette partie. Elle ne peut pas être ouverte ici.
case-nothing-here = Rien n’a été écrit ici.
case-not-shown = Non affiché : voir la note ci-dessus.
case-recovery = clé de secours
case-left-out = Écarté par la personne qui signale
case-directory-old = Liste de clés ancienne
case-directory-old-why = L’appareil d’envoi utilisait une liste de clés expirée. L’envoi a été accepté pour ne pas retarder l’aide.
case-directory-unchecked = Adresse tapée à la main
case-directory-unchecked-why = L’appareil qui a envoyé ceci n’a pas pu vérifier à qui étaient les clés reçues.
case-sent-at = Envoyé, selon l’horloge de l’appareil
case-compartment-contact = Contact et besoins
case-compartment-account = Récit
case-compartment-thread = Messages
case-compartment-evidence = Fichiers
case-compartment-medical = Notes médicales
case-compartment-psychosocial = Notes psychosociales
case-compartment-legal = Notes juridiques
case-compartment-team = Notes d’équipe

case-problem-grant = Une clé de ce dossier n’a pas passé les vérifications et n’a pas été utilisée. Prévenez l’opérateur.
case-problem-second-key = Une seconde clé est arrivée pour une partie de ce dossier. Elle n’a pas été utilisée et rien n’est scellé avec elle. Prévenez l’opérateur.
case-problem-past-grant = La personne qui vous a donné une clé de ce dossier ne travaille plus ici. Vous pouvez lire avec cette clé, mais rien écrire. Demandez que le dossier vous soit référé à nouveau.
case-problem-repeated = Une déclaration a été livrée deux fois. Elle compte une fois.
case-problem-wrap = Les clés venues avec ce dossier n’ont pas passé les vérifications, ou ne vous sont pas destinées, et n’ont pas été utilisées. Prévenez l’opérateur.
case-problem-consent = Un consentement n’a pas passé les vérifications. Ce qui en dépend n’est pas affiché. Prévenez l’opérateur.
case-problem-item = La description d’un fichier n’a pas pu être ouverte. Prévenez l’opérateur.
case-problem-repeated-item = Un fichier a été livré deux fois. Il est affiché une fois.
case-problem-report = Ce qui a été signalé a été modifié, ou vient d’ailleurs, et n’est pas affiché. Prévenez l’opérateur.
case-problem-withheld-report = Une partie de ce qui a été signalé n’a pas été livrée. Prévenez l’opérateur.
case-problem-withheld-consent = Un consentement ou son retrait manque ici. Ne référez rien avant que l’opérateur ait vérifié.
case-problem-withheld-withdrawal = La personne a retiré un consentement, et le serveur ne l’a pas dit. Il compte comme retiré. Prévenez l’opérateur.
case-problem-referral = Un référencement n’a pas passé les vérifications et n’est pas affiché. Prévenez l’opérateur.

## Messages

case-reporter = Personne qui signale
case-thread-empty = Pas encore de message.
case-answer = Votre réponse
case-answer-hint = Elle sera lue avec le code. Écrivez de façon à ne pas nuire si quelqu’un d’autre voit l’écran.
case-send = Envoyer
case-sent = Envoyé et conservé.
case-asked-consent = Consentement demandé : { $who }, pour lire { $compartments }.
case-thread-unreadable = Un message n’a pas pu être ouvert et n’est pas affiché.
case-thread-malformed = Un message n’a pas la bonne forme et n’est pas affiché.
case-thread-wrong_case = Un message appartient à un autre dossier et n’est pas affiché.
case-thread-wrong_compartment = Un message appartient à une autre partie et n’est pas affiché.
case-thread-unknown_signer = Un message vient d’une personne inconnue ici et n’est pas affiché.
case-thread-bad_signature = Un message a été modifié ou falsifié et n’est pas affiché.
case-thread-bad_request = Une demande de consentement n’a pas passé les vérifications et n’est pas affichée.
case-thread-conflict = Deux messages d’une même personne portent le même numéro : ils ont été écrits sur deux appareils à la fois. Les deux sont affichés.
case-thread-repeated = Un message a été livré deux fois. Il est affiché une fois.
case-thread-gap = Il manque au moins un message. Prévenez l’opérateur.
case-thread-order = L’ordre de certains messages n’a pas pu être établi.
case-thread-other = Un message n’a pas passé les vérifications.
case-writer-disabled = Cette personne ne travaille plus ici.
case-writer-expired = Le certificat de cette personne avait expiré quand ceci a été écrit.

## Fichiers

case-no-files = Pas encore de fichier.
case-files-awaited = { $count ->
    [one] Un fichier annoncé n’est pas arrivé en entier. L’appareil qui l’envoie y travaille peut-être encore ; sinon, il peut être ajouté à nouveau.
   *[other] { $count } fichiers annoncés ne sont pas arrivés en entier. L’appareil qui les envoie y travaille peut-être encore ; sinon, ils peuvent être ajoutés à nouveau.
}
case-files-recorded = Chaque ouverture d’un fichier est inscrite au journal.
case-file-about = { $type }, { $size }, ajouté le { $at }
case-open-file = Ouvrir
case-save-file = Enregistrer l’original
case-file-whole = Intact : il correspond à l’empreinte scellée par l’appareil d’envoi. Une copie enregistrée n’est plus protégée.

## Notes

case-notes-why = Les notes sont scellées avec leur propre clé. La personne qui a signalé ne peut pas les lire ; chaque ouverture est inscrite au journal. Qui les commence en détient seul la clé, tant que la personne qui a signalé n’a pas consenti à la partager.
case-notes-none = Il n’y a pas de notes que vous puissiez ouvrir. Un médecin, un psychologue, un juriste ou un enquêteur tient des notes une fois que la personne qui a signalé y a consenti.
case-notes-open = Commencer ces notes
case-notes-opened = Commencées. Vous seul·e détenez la clé de ces notes.
case-notes-empty = Pas encore de notes.
case-notes-new = Nouvelle note
case-notes-hint = Une note est signée de votre nom ; elle ne peut être ni changée ni retirée ensuite.
case-notes-write = Garder cette note
case-notes-written = Note scellée et conservée.

## Consentement et référencement

case-consents = Consentements
case-no-consents = Aucun consentement n’a encore été donné.
case-consent-live = en vigueur
case-consent-withdrawn = retiré
case-consent-expired = expiré
case-consent-scope = Peut lire : { $compartments }. Jusqu’au { $expires }.
case-consent-scope-ended = Pouvait lire : { $compartments }.
case-consent-waiting = demandé, en attente de réponse
case-consent-would = Demandé le { $at }. Lirait : { $compartments }. Jusqu’au { $expires }.
case-consent-refusal = Une demande ne donne rien à lire. Un refus s’affiche ici.
case-consent-refused = refusé
case-consent-refused-on = Refusé le { $day }. Rien ne peut être lu ; ne redemandez que si quelque chose a changé pour cette personne.
case-withdrawn-limit = Retiré : le serveur ne remet plus rien à cette personne à ce titre. Ce qui a déjà été lu ne peut pas être effacé des mémoires.
case-ask-consent = Demander le consentement pour référer
case-ask-why = Référer un dossier exige le consentement de la personne. Elle voit qui lirait, quoi et jusqu’à quand, et peut accepter moins.
case-refer-to = À
case-service = Service
case-share-what = Parties à partager
case-share-notes = { $notes } : cette personne les écrit et les lit
case-reason = Ce que vous lui dites
case-consent-draft = J’aimerais qu’un·e collègue puisse vous aider. Regardez ce que cette personne pourrait lire, et n’acceptez que ce que vous voulez.
case-ask = Demander le consentement
case-consent-asked = Demande envoyée. La réponse apparaîtra ici.
case-nobody-to-refer = Personne à qui référer : aucun autre collègue n’est approuvé, ou la personne a écarté son organisation.
case-refer-now = Référer maintenant
case-referred = Dossier référé. Votre collègue peut ouvrir les parties acceptées.
case-referral-state = Référencement : { $state }
case-referral-in_progress = en attente de réponse
case-referral-accepted = accepté
case-referral-rejected = non accepté
case-referral-done = terminé
case-referral-revoked = annulé
case-referral-expired = expiré
case-referred-to-you = Référé par { $from }, pour : { $service }.
case-accept = Accepter
case-reject = Je ne peux pas le prendre
case-revoke = Mettre fin à ce référencement
case-said-accepted = Accepté. Votre collègue voit que vous vous en chargez.
case-said-rejected = Non accepté. Vous n’avez plus accès à ce dossier.
case-said-revoked = Terminé. Le serveur n’en remet plus rien à votre collègue.
case-service-safe_house_shelter = hébergement sûr ou refuge
case-service-health_medical = soins et santé
case-service-psychosocial = soutien psychosocial
case-service-legal_assistance = assistance juridique
case-service-police_other_security = police ou autre sécurité
case-service-livelihoods = moyens de subsistance
case-service-child_protection_education = protection de l’enfance et éducation

## Quand quelque chose échoue ici

error-sign_in = Cela ne correspond pas. Vérifiez le nom, la phrase de passe et la deuxième étape. Un code ne sert qu’une fois : attendez le suivant.
error-wrong_digits = Ces chiffres ne sont pas les bons. Attendez le code suivant et tapez-le.
error-passphrase_weak = Cette phrase de passe est trop facile à deviner. Prenez cinq ou six mots sans lien entre eux.
error-login_taken = Ce nom de connexion est déjà pris. Revenez en arrière et choisissez-en un autre.
error-invitation = Ce lien a déjà servi, ou il est trop ancien. Demandez-en un nouveau à l’opérateur.
error-directory_old = La liste des collègues de ce serveur est ancienne, ou l’horloge de cet appareil est fausse. Tant que ce n’est pas réglé, vous ne pouvez donner accès à personne. Parlez-en à l’opérateur.
error-certificate = Cette clé n’est pas en vigueur : pas approuvée, désactivée ou dépassée. Parlez-en à l’opérateur.
error-case_keys = Aucune de vos clés n’ouvre ce dossier. La personne a peut-être écarté votre organisation. Si ce n’est pas possible, prévenez l’opérateur.
error-case_grant = La clé de ce dossier n’a pas passé les vérifications et n’a pas été utilisée. Prévenez l’opérateur.
error-key_past = La personne qui vous a donné cette clé ne travaille plus ici : plus rien n’est scellé avec elle. Demandez que le dossier vous soit référé à nouveau. Ce que vous avez saisi est toujours là.
error-notes_elsewhere = Une autre personne de l’équipe tient déjà ces notes, et vous n’en avez pas la clé.
error-taken = Un ou une collègue vient de prendre ce dossier.
error-overtaken = Autre chose a été fait dans ce dossier au même moment. C’est affiché maintenant ; regardez, puis recommencez. Ce que vous aviez tapé est encore là.
error-nothing_written = Rien n’est encore écrit.
error-file_changed = Ce fichier n’est pas celui que l’appareil de la personne a scellé ; il n’est pas affiché. Prévenez l’opérateur.
