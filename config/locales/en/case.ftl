# What professionals read: short, exact, calm. No markup.

## On every screen

case-title = Safehold casework
case-training = Training. Everything here is made up. Do not enter real facts.
case-loading = One moment…
case-noscript = This page opens sealed cases in your browser and needs JavaScript for it. In Tor Browser, choose the “Safer” level.
case-language = Language
case-sign-out = Sign out
case-session-ended = Your session has ended. Sign in again; what you had sent is safe, and what you had typed is kept in this page for you.
case-idle = Signed out because nobody used this screen for 15 minutes. What you had typed is kept in this page for you.
case-back = Back
case-try-again = Try again
case-go-sign-in = Go to sign-in
case-next = Next
case-yes = Yes
case-no = No
case-unknown-person = Unknown person

## Signing in

case-sign-in = Sign in
case-sign-in-hint = Your passphrase stays on this device: it opens your keys here. Nobody can reset it. If it is lost, ask the operator for a new invitation.
case-login = Sign-in name
case-login-hint = Only you need to know it. It can be anything that is not your real name.
case-passphrase = Passphrase
case-passphrase-again = Passphrase, once more
case-passphrase-rule = At least { $least } characters. Five or six unrelated words are good.
case-passphrase-warning = This passphrase protects your keys: whoever guesses it can read your cases. Nobody can read or restore this passphrase. Keep it somewhere that is safe and not on this device.
case-unlocking = Opening your keys. This takes a few seconds.
case-second-heading = Second step
case-second-why = A passphrase alone can be seen over a shoulder. A second step is required.
case-totp = Six digits
case-totp-hint = From the code app on your phone.
case-totp-choose = With a code app
case-totp-scan = Scan this with a code app, such as Aegis or FreeOTP, then type the six digits that it shows.
case-totp-qr = QR code for the code app
case-totp-open = Open in a code app on this device
case-totp-type = Or type this in the app:
case-totp-use = Use this code app
case-passkey-choose = Or with a passkey
case-passkey-make = Use a passkey of this device
case-passkey-hint = Your browser will ask for the passkey you chose.
case-use-passkey = Use the passkey
case-making-keys = Making your keys. This takes a few seconds.

## Invitation

case-welcome = Welcome to { $deployment }
case-invited = You are invited as { $role }, { $organisation }.
case-compare-heading = Six words to compare
case-compare-why = Call or meet the operator who invited you and read these words to each other. They must be the same on both screens.
case-compare-then = When the operator has approved you, sign in. Until then you see no case.

case-role-case_manager = case manager
case-role-doctor = doctor
case-role-psychologist = psychologist
case-role-lawyer = lawyer
case-role-investigator = investigator
case-role-analyst = analyst
case-role-operator = operator

## The list

case-list = Cases
case-view-new = New
case-view-mine = Mine
case-view-referred = Referred to me
case-view-all = All
case-none-new = No new case.
case-none-mine = You have not taken a case yet.
case-none-referred = Nothing has been referred to you.
case-none-all = No case that you may open.
case-more = Show more
case-refresh = Look again
case-renew-title =
    { $count ->
        [one] One case that you read was also open to { $who }.
       *[other] { $count } cases that you read were also open to { $who }.
    }
case-renew-why = The old key was lost; the new one was approved on { $since }. Ask your colleague, by voice or face to face, for these six words before you give anything:
case-renew-limit = Only what could be read before is given again: nothing that was withdrawn, refused or has run out since. The log records it.
case-renew-give = The words match: give access again
case-renew-progress = { $done } of { $total }…
case-renew-done = Access given again: { $given }. Left out, because it no longer stands: { $left }.
case-received = Received { $day }, in { $language }
case-urgent = urgent care
case-unanswered = not answered yet
case-state-new = new
case-state-taken = taken

## A case

case-heading = Case { $reference }
case-back-to-list = Back to the list
case-part-story = What was reported
case-part-thread = Messages
case-part-unanswered = { $part } (not answered yet)
case-part-files = Files
case-part-notes = Notes
case-part-referral = Consent
case-take = Take this case
case-take-why = Nobody has taken this case yet. Taking it makes you its case manager and gives you keys of your own to it.
case-taken-now = This case is yours now.
case-no-key = You have no key to this part. It cannot be opened here.
case-nothing-here = Nothing was written here.
case-not-shown = Not shown: see the note above.
case-recovery = recovery key
case-left-out = Left out by the reporter
case-directory-old = Old address book
case-directory-old-why = The device that sent this used an expired list of keys. It was accepted so that help is not delayed.
case-directory-unchecked = Address typed by hand
case-directory-unchecked-why = The device that sent this could not check whose keys it was given.
case-sent-at = Sent, by the clock of that device
case-compartment-contact = Contact and needs
case-compartment-account = Account
case-compartment-thread = Messages
case-compartment-evidence = Files
case-compartment-medical = Medical notes
case-compartment-psychosocial = Psychosocial notes
case-compartment-legal = Legal notes
case-compartment-team = Team notes

case-problem-grant = A key for this case did not pass its checks and was not used. Tell the operator.
case-problem-second-key = A second key for one part of this case came with it. It was not used, and nothing is sealed to it. Tell the operator.
case-problem-past-grant = Who gave you a key to this case no longer works here. You can read with it, but write nothing. Ask the case manager to refer the case again.
case-problem-repeated = One statement was delivered twice. It counts once.
case-problem-wrap = The keys that came with this case did not pass their checks, or are not for you, and were not used. Tell the operator.
case-problem-consent = A consent did not pass its checks. What depends on it is not shown. Tell the operator.
case-problem-item = The description of one file could not be opened. Tell the operator.
case-problem-repeated-item = One file was delivered twice. It is shown once.
case-problem-report = What was reported was changed, or belongs elsewhere, and is not shown. Tell the operator.
case-problem-withheld-report = A part of what was reported was not delivered. Tell the operator.
case-problem-withheld-consent = A consent or its withdrawal is missing here. Refer nothing until the operator has looked into it.
case-problem-withheld-withdrawal = The reporter has taken back a consent, and the server did not say so. It counts as withdrawn. Tell the operator.
case-problem-referral = A referral did not pass its checks and is not shown. Tell the operator.

## Messages

case-reporter = Reporter
case-thread-empty = No messages yet.
case-answer = Your answer
case-answer-hint = The reporter reads it with the code. Write so that it does no harm if somebody else sees the screen.
case-send = Send
case-sent = Sent and stored.
case-asked-consent = Asked for consent: { $who }, to read { $compartments }.
case-thread-unreadable = One message could not be opened and is not shown.
case-thread-malformed = One message is not in the right form and is not shown.
case-thread-wrong_case = One message belongs to another case and is not shown.
case-thread-wrong_compartment = One message belongs to another part and is not shown.
case-thread-unknown_signer = One message is from somebody who is not known here, and is not shown.
case-thread-bad_signature = One message was changed or forged, and is not shown.
case-thread-bad_request = One request for consent did not pass its checks and is not shown.
case-thread-conflict = Two messages by one person carry the same number: they were written on two devices at once. Both are shown.
case-thread-repeated = A message was delivered twice. It is shown once.
case-thread-gap = At least one message is missing. Tell the operator.
case-thread-order = The order of some messages could not be established.
case-thread-other = One message did not pass its checks.
case-writer-disabled = This person no longer works here.
case-writer-expired = The certificate of this person had expired when this was written.

## Files

case-no-files = No files yet.
case-files-awaited = { $count ->
    [one] One file that was announced has not arrived whole. The device that sends it may still be at work; if not, it can be added again.
   *[other] { $count } files that were announced have not arrived whole. The device that sends them may still be at work; if not, they can be added again.
}
case-files-recorded = Each time a file is opened, the log records it.
case-file-about = { $type }, { $size }, added { $at }
case-open-file = Open
case-save-file = Save the original
case-file-whole = Unchanged: it matches the fingerprint that the reporter’s device sealed. A saved copy is no longer protected.

## Notes

case-notes-why = Notes are sealed to their own key. The reporter cannot read them; each opening is recorded in the log. Whoever begins them holds their key alone, until the reporter agrees to share it.
case-notes-none = There are no notes that you may open. A doctor, psychologist, lawyer or investigator keeps notes once the reporter has agreed to it.
case-notes-open = Begin these notes
case-notes-opened = Begun. Only you hold the key to these notes.
case-notes-empty = No notes yet.
case-notes-new = New note
case-notes-hint = A note is signed with your name and cannot be changed or removed later.
case-notes-write = Keep this note
case-notes-written = Note sealed and stored.

## Consent and referral

case-consents = Consents
case-no-consents = No consent has been given yet.
case-consent-live = live
case-consent-withdrawn = withdrawn
case-consent-expired = expired
case-consent-scope = May read: { $compartments }. Until { $expires }.
case-consent-scope-ended = Was allowed to read: { $compartments }.
case-consent-waiting = asked, waiting for the answer
case-consent-would = Asked { $at }. Would read: { $compartments }. Until { $expires }.
case-consent-refusal = Nothing may be read on a request. A refusal is shown here.
case-consent-refused = refused
case-consent-refused-on = Refused on { $day }. Nothing may be read; ask again only if something has changed for this person.
case-withdrawn-limit = Withdrawn: the server gives this person nothing more of it. What was already read cannot be unread.
case-ask-consent = Ask for consent to refer
case-ask-why = A referral needs the reporter’s consent. The reporter sees who would read, what, and until when, and may agree to less.
case-refer-to = To
case-service = Service
case-share-what = Parts to share
case-share-notes = { $notes }: this colleague writes and reads them
case-reason = What you say to the reporter
case-consent-draft = I would like a colleague to help you. Please look at what they would be able to read, and agree only to what you want.
case-ask = Ask for consent
case-consent-asked = Asked. The answer will appear here.
case-nobody-to-refer = There is nobody to refer to: no other colleague is approved, or the reporter left their organisation out.
case-refer-now = Refer now
case-referred = Referred. Your colleague can open the parts that were agreed to.
case-referral-state = Referral: { $state }
case-referral-in_progress = waiting for an answer
case-referral-accepted = accepted
case-referral-rejected = not accepted
case-referral-done = done
case-referral-revoked = revoked
case-referral-expired = expired
case-referred-to-you = Referred to you by { $from }, for: { $service }.
case-accept = Accept
case-reject = I cannot take this
case-revoke = End this referral
case-said-accepted = Accepted. Your colleague sees that you take it on.
case-said-rejected = Not accepted. You no longer have access to this case.
case-said-revoked = Ended. The server gives your colleague nothing more of it.
case-service-safe_house_shelter = safe house or shelter
case-service-health_medical = health and medical care
case-service-psychosocial = psychosocial support
case-service-legal_assistance = legal assistance
case-service-police_other_security = police or other security
case-service-livelihoods = livelihoods
case-service-child_protection_education = child protection and education

## When something fails here

error-sign_in = This does not match. Check the name, the passphrase and the second step. A code works once: wait for the next one.
error-wrong_digits = These digits are not right. Wait for the next code and type that.
error-passphrase_weak = This passphrase is too easy to guess. Use five or six words that have nothing to do with one another.
error-login_taken = This sign-in name is taken. Go back and choose another.
error-invitation = This link has been used, or is too old. Ask the operator for a new one.
error-directory_old = The list of colleagues on this server is an old one, or the clock of this device is wrong. Until it is right you cannot give a colleague access. Speak to the operator.
error-certificate = This key is not in force: not approved, disabled, or past its day. Speak to the operator.
error-case_keys = No key of yours opens this case. The reporter may have left your organisation out. If that cannot be, tell the operator.
error-case_grant = The key to this case did not pass its checks and was not used. Tell the operator.
error-key_past = Who gave you this key no longer works here, so nothing more is sealed to it. Ask the case manager to refer the case again. What you typed is still here.
error-notes_elsewhere = A colleague keeps these notes already, and you have no key to them.
error-taken = A colleague has just taken this case.
error-overtaken = Something else was done in this case at the same moment. It is shown now; look at it, then repeat your step. What you typed is still here.
error-nothing_written = Nothing is written yet.
error-file_changed = This file is not what the reporter’s device sealed, and is not shown. Tell the operator.
