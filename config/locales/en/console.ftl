# What the operator reads: a local partner's administrator, perhaps in a hurry, perhaps frightened.
# Say what is the case, then what to do. No blame, no jargon. A line holds at most 80 characters on
# the screen; longer texts are wrapped.

product = Safehold
decimal = { $whole }.{ $tenth }
amount-gb = { $count } GB
age-now = less than a minute ago
age-minutes = { $count } min ago
age-hours = { $count } h ago
moment = { $day }, { $hour } UTC

## On every screen

training = TRAINING: everything here is made up. Enter nothing real.
top-new = not set up yet
top-sealed = SEALED
top-open = OPEN
top-lost = NO CONNECTION – trying again
wait = One moment…
console-ended = This console has ended through a fault of its own. Nothing that was stored is lost. Open it again with: safehold console
button-back = Back
button-next = Next
button-cancel = Cancel
button-save = Save
button-no = No, go back
button-close = Close
key-help = Help
key-language = Français
key-quit = Quit
key-back = Back
key-remove = Remove
key-search = Search
key-invite = Invite
key-approve = Approve
key-disable = Disable
key-reinvite = New link
key-verify = Check
key-alone = Link alone, to copy
key-more = More
key-palette = Find
palette-hint = Type what you want to do
mark-chosen = [x] { $label }
mark-open = [ ] { $label }

## Languages

language-en = English
language-fr = Français

## Setting up

step-count = Step { $number } of { $steps }
step-language = Welcome
step-language-lead = This assistant sets Safehold up in about ten minutes. You can go back at any time without losing an answer. Nothing is made before you have seen the summary.
step-country = Country
step-country-lead = The country that this deployment serves. Type a few letters, then choose with the arrow keys and Enter.
step-name = Name of the deployment
step-name-lead = Professionals and survivors see this name. Choose one that gives nothing away to somebody looking over a shoulder.
step-languages = Languages for survivors
step-languages-lead = Survivors can choose among these. The first one that you tick is also the language of the words used to check people’s keys. Space or Enter ticks and unticks.
step-organisations = Organisations
step-organisations-lead = The organisations that work here. At least one takes part in intake: its duty team receives new reports.
step-help = Help contacts
step-help-lead = Optional. Phone numbers or addresses that survivors see before anything else: an emergency line, a hospital. You can continue without any.
step-operator = Your name
step-operator-lead = You are the first operator. You sign in to this console with this name. It is kept on this machine only in scrambled form.
step-passphrase = Your passphrase
step-passphrase-lead = It opens the vault: without it nobody can work here after a restart. Nobody can restore it, and nobody at Safehold knows it. Write it on paper and keep that in a safe place, away from this machine.
step-review = Summary
step-review-lead = Please read this through. “Create” makes the keys and the vault; it takes a few seconds.
field-language = Language of this console
field-language-hint = F2 changes it at any time.
field-country = Country
field-country-hint = Type to search.
field-name = Name
field-name-hint = For example: Listening Centre Network
field-languages = Languages
field-languages-hint = Space or Enter ticks. Tab goes on to “Next”.
field-operator = Your name
field-operator-hint = Your first name is enough. You will type it each time you sign in.
field-organisation = Name of the organisation
field-organisation-hint = As survivors will read it.
field-services = What it offers
field-services-hint = Space or Enter ticks.
field-intake = Its duty team receives new reports
field-intake-hint = Yes for at least one organisation.
field-help-label = What it is ({ $language })
field-help-label-hint = For example: Emergency line, day and night
field-help-value = Phone number or address
field-help-value-hint = As one dials or finds it.
field-person = Her or his name
field-person-hint = Only colleagues can read it; the server cannot.
field-role = Role
field-role-hint = It says what the person does; it opens no case by itself.
field-at = Organisation
field-at-hint = Where the person works.
field-sign-in-name = Your name
field-passphrase = Passphrase
field-passphrase-hint = It is not shown while you type.
field-passphrase-again = The same passphrase once more
passphrase-advice = Five or six words that have nothing to do with one another are best, such as words pointed at in a book with eyes closed.
strength-0 = [#---] too easy to guess: add words
strength-1 = [##--] acceptable
strength-2 = [###-] good
strength-3 = [####] strong
strength-short = [----] at least { $least } characters
entry-intake = { $name } – receives new reports – services: { $services }
entry-other = { $name } – services: { $services }
entry-add-organisations = + Add an organisation
entry-add-help = + Add a contact
entry-keys = Enter opens an entry. Delete removes it.
entry-none = Nothing here yet.
entry-title-organisations = Organisation
entry-title-help = Help contact
remove-title = Remove this entry?
remove-text = “{ $entry }” will be taken off the list. Nothing else changes.
remove-yes = Yes, remove
review-country = Country
review-name = Name
review-languages = Languages
review-organisations = Organisations
review-help = Help contacts
review-operator = Operator
review-none = none
review-create = Create
review-training = This is a training deployment: nothing real may be entered.
creating = Making the keys and the vault. Please wait and do not switch the machine off…
created-title = Safehold is set up
created-text = This is the link for survivors. It carries the key that protects what they send, so always pass it on whole: as this code, or letter by letter.
problem-country = Please choose a country from the list.
problem-languages = Please tick at least one language.
problem-organisations = Please add at least one organisation.
problem-intake = At least one organisation must receive new reports. Open one and tick that line.
problem-empty = Please fill in this answer.
problem-long = Please use at most 120 characters.
problem-unprintable = This holds a character that cannot be shown. Please type it again.
problem-twice = There is another organisation with this name.
problem-help-language = A contact has no text in the first language. Please open it and add one.
problem-passphrase-weak = This passphrase would be too easy to guess. Please make it longer.
problem-passphrase-differs = The two are not the same. Please type both again.
problem-organisation-choice = Please choose an organisation.
problem-role-choice = Please choose a role.

## GBVIMS services

service-safe_house_shelter = Safe house, shelter
service-health_medical = Health, medical care
service-psychosocial = Psychosocial support
service-legal_assistance = Legal assistance
service-police_other_security = Police, other security
service-livelihoods = Livelihoods
service-child_protection_education = Child protection, education

## Signing in

sign-in-title = Sign in
sign-in-sealed = Safehold is sealed, as it should be after a restart. Reports are still being taken in and kept safe; nobody can read them until an operator opens the vault. Your passphrase opens it.
sign-in-open = The vault is open and professionals can work. Sign in to manage it.
sign-in-again = The vault is open and professionals can work, but the part of Safehold that this console speaks to was started again. Sign in once more to give it the keys.
sign-in-practice = This is practice. Sign in with the name “{ $name }” and the passphrase: { $passphrase }
sign-in-practice-others = The invented professionals’ sign-ins and the receipt codes are in { $file }; they work at { $address }
sign-in-button = Open
sign-in-wrong = That name and passphrase do not go together. Nothing has happened. Please check both and try again; capital letters count.
sign-in-working = Checking… this takes a few seconds on purpose.

## Dashboard

home-needs = { $count ->
    [one] One thing needs you.
   *[other] { $count } things need you. The most urgent comes first.
}
home-all-well = Everything works. Nothing needs you at the moment.
home-plain-disk = Everything works and nothing needs you, but this disk is not encrypted.
trials-only = Use this deployment for training and trials.
menu-people = People
menu-people-waiting = People: { $count } to approve
menu-people-about = Invite, approve or disable professionals.
menu-links = Link and QR code
menu-links-about = What survivors open, to print or to pass on.
menu-escrow = Trustees
menu-escrow-about = Who holds shares of the escrow key, and who is due.
menu-log = Log
menu-log-about = What happened here, and a check of all of it.
menu-lock = Lock the vault
menu-lock-about = Reports still come in; nobody can read until it is opened again.
menu-sign_out = Sign out
menu-sign_out-about = The vault stays open and professionals go on working.
line-state = Vault
line-services = Services
line-disk = Disk
line-log = Log
line-directory = Keys
line-backup = Last backup
state-new = not set up yet
state-sealed = sealed: reports are taken in, nobody can read them
state-open = open: professionals can work
services-up = all { $count } running
services-restarted = all { $count } running; started again { $restarts } times
services-down = not running: { $names }
disk-free = { $free } free of { $total }.
disk-plain = This disk is not encrypted.
log-closed = closed while the vault is sealed
log-unsigned = { $size } entries, not signed yet since the opening
log-head = { $size } entries, signed { $age }, fingerprint { $root }
directory-none = no key directory yet
directory-keyless = version { $version }: no intake key yet
directory-head = version { $version }, valid until { $expires }, intake keys: { $keys }
backup-none = none yet
backup-last = { $when }
next-more = { $count } more things under “Services”.
next-intake-key = No intake key yet: survivors see a help-only page. Open “People”, invite a case manager of an organisation that receives reports, and approve her.
next-people = { $count ->
    [one] One person waits for you to compare six words: open “People”.
   *[other] { $count } people wait for you to compare six words: open “People”.
}
next-operators = { $count ->
    [one] One thing about operators waits for your word: open “Operators”.
   *[other] { $count } things about operators wait for your word: open “Operators”.
}

## Links

escrow-title = Trustees
escrow-lead = A share is a paper with 33 words. Words are shown and typed on the box’s own screen only, never here.
escrow-active = In force since { $day }: { $n } trustees, { $m } needed
escrow-waiting = ! Waiting since { $day }: { $n } trustees, { $m } needed; every share must be proven first
escrow-nameless = (a name that you cannot open)
escrow-nobody = There are no trustees yet.
escrow-bundle = Sealed for them: { $count } files
escrow-behind = ! { $behind } of { $cases } cases not sealed to these trustees yet
escrow-share-good =   { $group }.{ $number } { $name }: proven on { $day }
escrow-share-due = ! { $group }.{ $number } { $name }: last proven on { $day }, due now
escrow-share-unproven = ! { $group }.{ $number } { $name }: not proven yet
escrow-share-compromised = ! { $group }.{ $number } { $name }: compromised
escrow-next-good = Nothing to do. For other trustees: “safehold escrow ceremony”.
escrow-next-begin = To begin: on the box’s own screen, “safehold escrow ceremony”.
escrow-next-prove = To prove shares: “safehold escrow challenge”, then each trustee “safehold escrow prove”.
escrow-next-compromised = A share is compromised: hold a new ceremony soon, and do not tell her why.

links-title = Link for survivors
links-text = Survivors open this link. Print the code or pass the link on whole: what follows the # protects what they send.
links-none = There is no link yet: Safehold has to be set up first.
links-apps = Professionals sign in at:
qr-too-big = The QR code needs a window of { $columns } columns and { $rows } lines: make the window larger or its letters smaller (often Ctrl and -). Or use the link as text.
link-only-here = This link opens on this machine only. It is good for trying things out; nobody else can use it.
link-alone = Press Enter to go back to the console.
link-alone-not = This terminal cannot show the link alone.
invited-title = One-time link
invited-text = Give this link to { $name } alone, in person or by a safe way. It works once, until { $expires }. It is shown only now.
invited-next = Afterwards, { $name } waits in “People” for you to compare six words and approve.

## People

people-title = People
people-empty = Nobody yet. Press N to invite the first professional.
people-none-found = No name holds these letters.
people-you = You: { $name }, { $role }. The list shows the professionals.
people-count = { $shown } of { $all }
people-nameless = (name not shown, { $start })
people-columns-status = Status
people-columns-name = Name
people-columns-role = Role
people-columns-organisation = Organisation
people-keys = Enter shows what can be done about a person.
status-pending = to approve
status-invited = invited
status-active = active
status-disabled = disabled
role-case_manager = case manager
role-doctor = doctor
role-psychologist = psychologist
role-lawyer = lawyer
role-investigator = investigator
role-analyst = analyst
role-operator = operator
person-about = { $role }, { $organisation }. Status: { $status }.
person-seen = Last signed in: week { $week }.
person-own = This is an operator’s account. It is not managed here.
person-next-pending = A key is there and waits for you to compare six words.
person-next-invited = The link has not been used yet. Once it has, you compare six words here. Has it been lost? Then make a new one.
person-next-active = Can sign in and work.
person-next-disabled = Is refused. A new link lets the person back in, after six words are compared again.
person-approve = Approve: compare six words first
person-reinvite = Make a new one-time link
person-disable = Disable: refuse from now on
person-none-approve = Nobody waits for approval.
person-none-reinvite = There is nobody to give a new link.
person-none-disable = There is nobody to disable.
invite-title = Invite a professional
invite-button = Make the link
approve-title = Approve { $name }
approve-compare = Call { $name }, or meet. Ask for the six words on the other screen and compare each one by voice. If a single word differs, do not approve: somebody may be in between.
approve-word = approve
approve-type = All six are the same? Then type “{ $word }”:
approve-yes = Approve
approve-done = { $name } is approved and can work.
approve-opened = Survivors can send reports to this team from now on.
approve-not = Nothing was approved. If a word differed, make a new link and hand it over in person, or disable this access.
disable-title = Disable { $name }?
disable-word = disable
disable-type = To do this, type “{ $word }”:
disable-yes = Disable
disable-done = { $name } is disabled.
disable-unread = Nobody can read these any more: reports { $reports }, parts of cases { $compartments }. The alarm on the home screen says what to do.
disable-limits = What { $name } has already read cannot be unread.
reinvite-title = A new link for { $name }?
reinvite-text = The old link stops working. { $name } makes a new key with the new one, and you compare six words again.
reinvite-yes = Yes, make it
plan-title = What will happen:
plan-certificate = The person can work at once, in the role: { $role }.
plan-staff-version = Colleagues see the new key in their directory.
plan-succeeds = This person had a key before ({ $key }, certified on { $since }). Colleagues who read the same cases are asked to give access again. Approve only if you know that it is the same person.
plan-intake-key = This team’s intake key is published: new reports can be sealed to it.
plan-directory-version = The public key directory gains version { $version }; the log records it.
plan-refused = Signing in is refused at once, and sessions in use end.
plan-certificate-disabled = Colleagues see the key as disabled. The log records it.
plan-intake-key-dropped = Nobody else holds this team’s intake key, so it is withdrawn: no new report is sealed to it. The next case manager you approve for this team brings a new one.
plan-help-only = No team can then receive reports. People who want to report see a help page only, until a case manager is approved.
plan-intake-key-kept = Colleagues who also hold this team’s intake key: { $holders }. It stays in use. Whoever leaves may have kept a copy, so renew it as soon as Safehold can do that.
plan-unread-reports = Reports that nobody will be able to read any more: { $count }. Only trustees can open them again, where the survivor did not leave recovery out.
plan-unread-compartments = Parts of cases that are left without a reader, those of such reports included: { $count }.
plan-other = A further step that this console has no words for yet.

## Log

log-title = Log
log-lead = Every step is recorded here so that nobody can change it unseen.
log-size = Entries: { $size }
log-root = Fingerprint: { $root }
log-verify = Press V to check every entry and every file.
log-checking = Checking: { $done } of { $total }
log-start = Checking…
log-good = Checked { $leaves } entries and { $blobs } files. Everything is as it was recorded.
log-bad = Checked { $leaves } entries and { $blobs } files. Problems found: { $problems }.
log-bad-next = Do not delete anything. Write down what is listed and call your support contact.
log-problem = ! entry { $index }, { $about }: { $what }
log-problem-plain = ! { $about }: { $what }
log-kind-leaf = leaf
log-kind-event = event
log-kind-row = row
log-kind-wrap = sealed key
log-kind-blob = file
log-kind-object = part of a file
log-kind-tile = tile
log-kind-checkpoint = checkpoint
log-kind-deployment = deployment record
log-kind-directory = key directory
log-kind-staff = staff directory
log-kind-case = case
log-kind-person = person
log-kind-statement = signed statement

## Lock, sign out, quit

lock-title = Lock the vault?
lock-text = Professionals can no longer read or write until an operator opens the vault again with a passphrase. Reports are still taken in and kept safe. Nothing is deleted.
lock-yes = Lock
lock-done = The vault is sealed.
sign_out-title = Sign out?
sign_out-text = The vault stays open and professionals go on working. To manage anything, one has to sign in again.
sign_out-yes = Sign out
quit-title = Leave this console?
quit-text = The services go on running. You can open this console again at any time.
quit-text-supervised = This console was started together with the services: when it ends, they stop. Survivors and professionals can reach nothing until Safehold is started again.
quit-text-setup = The answers you have given so far are not kept.
quit-yes = Leave
quit-yes-supervised = Stop everything
leave-title = Leave this page?
leave-text = What you have typed on this page will be lost.
leave-yes = Yes, leave

## Help

help-title = Help
help-keys = Arrow keys and Tab move. Enter chooses. Esc goes back and never destroys anything. Ctrl+P finds everything that can be done, F1 shows help, F2 changes the language, Ctrl+Q leaves. Where the F keys do not work: ? (outside a text) and Ctrl+L.
help-setup = You are setting Safehold up. Each page asks one thing; Tab goes to the buttons “Back” and “Next”. Nothing is made until you choose “Create” on the last page. If the power fails before that, simply start again.
help-passphrase = The passphrase opens the vault on this machine. Nobody can restore it. Choose several words at random, write them on paper, and keep the paper where only you find it. The meter is a rough guess at how hard it is to guess.
help-sign_in = Type the name and the passphrase that were chosen when Safehold was set up. After a restart Safehold is always sealed: this is normal, and reports are still taken in. If the passphrase is refused, check the keyboard’s layout and capital letters.
help-home = This page shows how Safehold is, and refreshes by itself. A line marked with ! needs you, one marked with * deserves a look. Choose what to do from the menu, or press the letter beside it.
help-people = The list shows everybody; whoever waits for approval comes first. Press Enter on a person to see what can be done. Type / to search by name. Names are sealed: only you and colleagues can read them, the server cannot.
help-invite = Enter who is invited. You then get a link that works once. Give it to that person alone, never in a group chat.
help-approve = The six words are a fingerprint of the person’s key. If they are the same on both screens, nobody stands in between. Compare them by voice with somebody you recognise: not by message, which could be changed on the way.
help-disable = A disabled person is refused at once. What has already been read cannot be unread. To let somebody back in, make a new link.
help-escrow = Trustees hold shares of a key that exists nowhere whole. Enough of them together can recover what is backed up; one alone opens nothing. Every quarter each one proves that her share is still good, without showing it. Ceremonies, proofs and recoveries are commands: “safehold escrow --help” lists them. Words of shares are shown and typed on the box’s own screen only, never in this console.
help-log = The log is a chain of entries that cannot be changed unseen. “Check” reads everything again and compares it. It only reads, and can be stopped by leaving the page.
help-links = Survivors scan the code or type the link. The part after # is the key of this deployment: without it, their app cannot check that nobody stands in between.
help-dialog = Read what it says, then choose. “No” is always safe.

## Plain line mode

plain-choose = Type a number and press Enter.
plain-prompt = Number:
plain-answer = Answer:
plain-name = Your name:
plain-secret = Passphrase (not shown):
plain-again = The same once more (not shown):
plain-keep = Empty keeps: { $value }
plain-many = Type the numbers, with spaces between them.
plain-search = Type some letters of the name:
plain-back-hint = Type < to go back.
plain-option = { $number }. { $label }
plain-not-number = Please type one of the numbers shown.
plain-menu-set_up = Set Safehold up
plain-menu-unlock = Sign in and open the vault
plain-menu-people = List people
plain-menu-invite = Invite a professional
plain-menu-approve = Approve somebody
plain-menu-disable = Disable somebody
plain-menu-reinvite = Give somebody a new link
plain-menu-links = Show the link for survivors
plain-menu-escrow = List trustees and who is due
plain-menu-log = Show what happened here
plain-menu-verify = Check the whole log
plain-menu-lock = Lock the vault
plain-menu-sign_out = Sign out, leave the vault open
plain-menu-help = Help
plain-menu-language = Français
plain-menu-quit = Quit
plain-yes = Yes
plain-no = No
plain-cancelled = Nothing was changed.
plain-word = Word { $number }: { $word }
plain-link = Link: { $link }
plain-person = { $name }, { $role }, { $organisation }, { $status }
plain-line = { $label }: { $text }
plain-next = To do: { $step }
plain-edit = Change an entry
plain-remove = Remove an entry
plain-done = Go on
plain-go-on = Press Enter to go on:
plain-hint-language = The menu changes it at any time.
plain-hint-country = Answer with some letters of its name, then with its number.
plain-hint-languages = Answer with one or more numbers. An empty line keeps what is ticked.
plain-hint-services = Answer with one or more numbers.
plain-lead-country = The country that this deployment serves.
plain-lead-languages = Survivors can choose among these. The first one that you name is also the language of the words used to check people’s keys.
plain-older = Press Enter for older ones, or type < to stop:
plain-retry = Press Enter to try again, or type < to quit:
plain-bye = Goodbye.
plain-help = Each line is one announcement. A question ends with a number or an answer that you type, followed by Enter. An empty line keeps what is there. Nothing is changed before you confirm it.

## Failures, where the console can say more than the shared catalogue

failure-conflict = Something has changed in the meantime. Nothing was done; please look again.
failure-decryption = Your account does not hold the colleagues’ key, so this cannot be done from it.
failure-internal = Something went wrong inside. What was stored is safe. Please try again.
failure-invalid_input = One of the answers cannot be used. Please check them.
failure-sealed = The vault is sealed. Sign in to open it.
failure-storage_full = There is no room left on the disk. Free some, then try again.
failure-too_many_tries = That was tried too often. Please wait a minute, then try again.
failure-unauthenticated = Please sign in again: the last sign-in has run out.
failure-unavailable = Safehold does not answer at the moment. This console keeps trying; nothing that was stored is lost.

## Operators, and what takes two people

key-agree = Agree
key-refuse = Refuse
key-code = Code app
menu-operators = Operators
menu-operators-waiting = Operators: { $count } waiting
menu-operators-about = Invite, approve or disable operators; your code app.
operators-title = Operators
operators-hint = Who runs this deployment. Enter shows what can be done about an operator.
operators-columns-status = Status
operators-columns-name = Name
operators-columns-duties = May
operators-columns-code = Code app
operator-you = { $name } (you)
operator-code = yes
operator-no-code = none
duty-operator = run it
duty-custodian = keep keys
duty-approver = agree
field-duties = What the operator may do
field-duties-hint = Space or Enter ticks. Leave all of them, unless there are many operators.
operators-invite-title = Invite an operator
operators-invite-button = Make the secret
operators-invited-title = One-time secret
operators-invited-text = Give this to { $name } alone. It works once, until { $expires }, at this console, with “I have an invitation”. It is shown only now. Afterwards compare six words and approve here.
operators-limits = What { $name } has already seen cannot be unseen, and an old copy of this machine still opens with the old passphrase.
plan-operator-slot = The vault opens with this operator’s passphrase, too.
plan-operator-slot-gone = The vault no longer opens with this operator’s passphrase.
plan-two-people = It takes two people: another operator has to agree first.
plan-alone = It takes two people, but nobody else is here who could agree. You do it alone, and the log says so.
operation-operator_disable = disable the operator { $about }
operation-operator_approve = approve the operator { $about }
operation-approve = approve { $about }
operation-disable = disable { $about }
operation-other = something that takes two people
ask-mine = You have asked to { $what }. Another operator can agree until { $expires }.
ask-yours = { $who } asks to { $what }. You can agree until { $expires }.
ask-answered = To { $what }: { $answer }
answer-agreed = agreed. Whoever asked can do it now.
answer-refused = refused. Nothing is done.
asks-none = Nothing waits for your answer.
agree-title = Agree, as the second person?
agree-yes = Agree
agree-done = Agreed. Whoever asked can do it now.
refuse-title = Refuse?
refuse-yes = Refuse
refuse-done = Nothing is done.
code-title = Your code app
code-text = Let the code app on your phone scan this, or type the secret into it. It then shows six digits that you are asked for when you sign in.
code-paper = Write the secret on paper, too, and keep it apart from your passphrase: it brings the codes back on another phone.
code-done = From now on a code is asked for beside your passphrase.
field-code = Code that the app shows now
field-code-hint = Six digits.
problem-code = A code has six digits.
sign-in-code = The passphrase is right. Now type the six digits that your code app shows:
failure-code = This code does not count: it is wrong, or was used already. Wait for the next one, then type it.
help-operators = Operators run this deployment; each opens the vault with a passphrase of their own. A second operator is the best insurance against a lost one. Some things take two people: one asks, the other signs in within half an hour and agrees here, then the first does it again.
plain-menu-operators = List operators, and what waits for you
plain-menu-invite_operator = Invite an operator
plain-menu-admit = Approve an operator
plain-menu-dismiss_operator = Disable an operator
plain-menu-agree = Agree to what takes two people
plain-menu-refuse = Refuse it, or take back what you asked
plain-menu-own_code = Set up your code app
plain-code = Six digits:
plain-operator = { $name }, may: { $duties }, { $status }, code app: { $code }
plain-one-time = Secret: { $link }
join-button = I have an invitation
join-title = Become an operator
join-done = Almost done. A colleague has to approve you: read her these six words. { $words }
join-unknown = This secret counts for nobody: it was used, is too old, or was mistyped. Check it, or ask for a new one.
field-secret = One-time secret
field-secret-hint = A colleague has given it to you; capital letters count.
plain-menu-join = Become an operator with a one-time secret
## Destroying the deployment; further words are in wipe.ftl

key-wipe = Wipe
key-rehearse = Rehearse
key-backups = Backups too
key-lock-now = Lock now
menu-wipe = Wipe
menu-wipe-about = Destroy this deployment. It shows a plan first.
plain-menu-wipe = Destroy this deployment
wipe-title = Destroy this deployment
wipe-go-on = Go on
wipe-yes = Destroy
wipe-signer = Operator { $number }:
wipe-certificate-title = Certificate of destruction
wipe-certificate-text = Photograph this code: it names the certificate. “safehold wipe certificate --out FILE” writes the whole of it, until Safehold is stopped.
wipe-rehearse = Rehearse: do everything but destroy
wipe-with-backups = Show what goes with the backups too
help-wipe = Nothing is destroyed before the phrase is typed and those who are asked have given their passphrases. “Rehearse” does everything but destroy and says how long it would take. B shows what would go with the backups too. F9 on any page locks the vault at once; that destroys nothing. If the console no longer answers, “safehold wipe run” does the same.

maintenance-title = Maintenance
maintenance-text = Safehold is being maintained. Nothing can be opened meanwhile; this can take an hour. Please come back later.
maintenance-leave = Press Enter to leave:

## Services

menu-services = Services
menu-services-waiting = Services: { $count } to look at
menu-services-about = What runs, what needs a look, and starting one again.
plain-menu-services = List the services and what needs a look
plain-menu-restart = Restart a service
services-title = Services and health
services-hint = Enter shows the whole of a line and what to do about it.
services-columns-state = State
services-columns-name = What
services-columns-since = Since
services-columns-memory = Memory
services-columns-restarts = Again
services-restart = Restart it
key-restart = Restart
restart-title = Restart “{ $name }”?
restart-text = It is ended and started again; that takes a few seconds. Nothing that was acknowledged is lost, and the vault stays open.
restart-yes = Restart
amount-mb = { $count } MB
help-services = Every line is a service, or something that needs a look. “Act now” comes first; “not set up” is what this deployment has not got, and no alarm. Enter shows what to do. R restarts the service under the cursor; a service that hangs for a minute is restarted by itself. The agent and the wipe cannot be restarted here.
