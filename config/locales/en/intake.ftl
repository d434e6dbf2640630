# What a survivor, or someone who speaks for her, reads. Short, calm, exact. No blame, no order,
# no request for a testimony. Messages hold no markup.

## On every screen

# The title goes into browser history and recent tabs: it says nothing.
app-title = Information
app-training = Practice site. Please enter nothing real.
app-exit = Leave quickly
app-exit-address = https://en.wikipedia.org/
app-exit-hint = To leave quickly by keyboard: press Escape twice.
app-back = Back
app-next = Next
app-skip = Skip
app-optional = Every question can be skipped.
app-to-review = Go straight to sending
app-wait = One moment…
app-again = Try again
app-close = Close
app-home = Back to the first page
app-language = Language
app-yes = Yes
app-no = No
app-progress = { $step } of { $steps }

## First page

first-heading = You can find help here
first-lead = What happened is not your fault. You decide what you say, to whom, and when.
first-care-heading = Care that is still possible
first-care-lead = Some care works best when it starts soon. You can receive it without reporting anything, and without going to the police.
first-care-when = How long ago did it happen?
first-care-private = Your answer stays on this phone. Nothing is sent.
first-care-all = Show everything
first-care-over_120h = More than 5 days ago
first-care-note = Care never depends on a police report. Follow the advice of health workers where you are: this page does not replace them.
first-help-heading = Who can help now
first-help-health = A health centre or a hospital. You can ask to be seen alone, and by a woman.
first-help-person = Someone you trust, if there is someone.
first-help-danger = If you are in danger now, moving to a safer place comes first. This page can wait.
first-help-local = Contacts here
first-help-unchecked = We could not check these contacts. If you can, confirm them with someone you trust.
first-start-heading = If you want to write to us
first-start-text = A few short questions. You can skip any of them and stop at any time. No name is needed.
first-start = Begin
first-return = I have a code
first-start-wait = The form is getting ready. If nothing changes within a minute, this browser may be too old or may block scripts. The advice on this page is complete without it. To write to us, you can try another browser, or ask an organisation you trust to write with you.
first-help-only = Messages cannot be received here yet. Everything else on this page is there for you, and so are the contacts.
first-mismatch = We could not confirm that this server belongs to the organisation whose link you opened. To protect you, nothing can be sent from here. Please ask that organisation for a new link, in person if you can.
first-unreachable = We cannot reach the server for now, and keep trying. This page works without it.
first-trust-heading = Why you can trust this page, and where it cannot protect you
first-trust-sealed = What you write is locked on this phone before it leaves. The server keeps it and cannot read it. Only the organisations shown to you before sending can.
first-trust-anonymous = No name, account or phone number is asked for. The address of your phone is not kept.
first-trust-traces = This page stores nothing on the phone. What you have not sent disappears when you close it.
first-trust-watched = If someone can see this screen, or controls this phone, they can see what you read and write. Another phone is safer then.
first-trust-history = “Leave quickly” hides the page at once. It cannot clear the browser’s history, nor words the keyboard has learned. A private window leaves fewer traces.
first-trust-network = Someone who watches the network may learn that this site was opened, but not what you write.
first-trust-address = The lock is only as good as this page. Open it from the link that an organisation you know gave you.

## Care in time (clinical clocks: to be reviewed by clinicians in each country)

care-pep = Protection from HIV
care-pep-all = Tablets that can prevent HIV, if started within 3 days (72 hours). The sooner, the better.
care-pep-left-2 = It can still be started for at least 2 more days. The sooner, the better: today, if you can.
care-pep-left-1 = It can still be started for at least 1 more day. The sooner, the better: today, if you can.
care-pep-last = It is started within 3 days: the last hours count. If you can, go now.
care-pep-past = The usual time to start (3 days) has passed. A test, treatment of other infections, and vaccines may still be possible.
care-pep-ongoing = Tablets that can prevent HIV, if started within 3 days (72 hours) of the last time.
care-ec = Preventing a pregnancy
care-ec-all = Emergency contraception works within 5 days (120 hours). The sooner, the better.
care-ec-left-4 = Emergency contraception is possible for at least 4 more days. The sooner, the better.
care-ec-left-3 = Emergency contraception is possible for at least 3 more days. The sooner, the better.
care-ec-left-2 = Emergency contraception is possible for at least 2 more days. The sooner, the better.
care-ec-last = Emergency contraception works within 5 days: the last hours count. If you can, go now.
care-ec-past = The usual time for emergency contraception (5 days) has passed. A test, advice and care in confidence are still possible.
care-ec-ongoing = Emergency contraception works within 5 days (120 hours) of the last time.
care-injuries = Injuries and pain
care-injuries-all = Care is useful at any time. With heavy bleeding, strong pain, fever or fainting: go now, if you can.
care-mind = Fear, bad sleep, sadness, feeling nothing
care-mind-all = Many people feel this way after violence. Support helps at any time, even years later.

## Questions

screen-who = Who is writing?
screen-needs = What would help?
screen-urgency = Care soon
screen-contact = Reaching you
screen-person = The person
screen-when = When and where
screen-what = What happened
screen-actors = Who did it
screen-words = In your own words

question-reporter_type = I am writing
choice-reporter_type-survivor = for myself
choice-reporter_type-family = for someone in my family
choice-reporter_type-witness = as a witness
choice-reporter_type-professional = as a helper (organisation, health worker, journalist…)
question-proxy_consent = Does this person agree that you write for them?
hint-proxy_consent = They decide what is said about them. If they have not agreed, you can still write without anything that names them.
choice-proxy_consent-agreed = Yes, I asked and they agree
choice-proxy_consent-not_asked = I have not asked yet
choice-proxy_consent-cannot_ask = I cannot ask now (a small child, unconscious, missing…)

question-wants = I would like
hint-wants = You can choose several.
choice-wants-medical = medical care
choice-wants-psychosocial = someone to talk to, support
choice-wants-safety = a safe place, protection
choice-wants-legal = legal advice
choice-wants-information_only = information only
choice-wants-keep_for_later = to keep this safe for later

question-needs_care_soon = Is medical care needed soon?
question-urgent_care = May the team see this at once?
hint-urgent_care = Your message would be marked “care needed soon”, so that it is read first. This mark is not locked: the people who run the server can see it. Nothing else you answer can be seen that way.

question-safe_now = Are you in a safe place now?
choice-safe_now-yes = Yes
choice-safe_now-no = No
choice-safe_now-unsure = I am not sure
question-contact_preference = How may we answer?
hint-contact_preference = The safest way is here: you will receive a code, and read our answer when you come back.
choice-contact_preference-code_only = Here only, with my code
choice-contact_preference-phone = By phone
choice-contact_preference-through_someone = Through someone I trust
choice-contact_preference-never = Please do not contact me
question-contact_details = Number, or person to go through
question-safe_times = When is it safe?
hint-safe_times = For example: mornings; no messages, calls only.

question-age_group = Age
hint-age_group = Of the person who needs help. It guides which care is right.
choice-age_group-0_11 = 0 to 11
choice-age_group-12_17 = 12 to 17
choice-age_group-18_25 = 18 to 25
choice-age_group-26_40 = 26 to 40
choice-age_group-41_60 = 41 to 60
choice-age_group-61_plus = 61 or more
question-sex = This person is
choice-sex-female = a woman or a girl
choice-sex-male = a man or a boy
choice-sex-other = other

question-elapsed = How long ago was it?
hint-elapsed = If it happened several times: the last time.
choice-elapsed-under_24h = Less than a day ago
choice-elapsed-24_48h = 1 to 2 days ago
choice-elapsed-48_72h = 2 to 3 days ago
choice-elapsed-72_120h = 3 to 5 days ago
choice-elapsed-5_14d = 5 days to 2 weeks ago
choice-elapsed-2wk_1mo = 2 weeks to a month ago
choice-elapsed-over_1mo = More than a month ago
choice-elapsed-ongoing = It is still going on
question-place = In which area?
hint-place = A town or a district is enough.

question-gbv_type = Which kind of violence was it?
hint-gbv_type = You can choose several, or leave this empty. The exact words matter little.
choice-gbv_type-rape = Rape
choice-gbv_type-sexual_assault = Other sexual violence
choice-gbv_type-physical_assault = Blows, wounds
choice-gbv_type-forced_marriage = Forced marriage
choice-gbv_type-denial_of_resources_opportunities_or_services = Deprived of food, money, care or freedom
choice-gbv_type-psychological_emotional_abuse = Threats, humiliation
choice-gbv_type-other = Something else
question-injured = Injuries or pain now?
choice-injured-yes = Yes
choice-injured-no = No
choice-injured-unsure = I do not know

question-armed_actor_type = As far as you know
hint-armed_actor_type = “I do not know” is a good answer.
choice-armed_actor_type-national_army = The army
choice-armed_actor_type-police_forces = The police
choice-armed_actor_type-security_forces = Security services
choice-armed_actor_type-para_military_forces = A militia close to the state
choice-armed_actor_type-international_forces = Foreign or peacekeeping forces
choice-armed_actor_type-other_armed_group = Another armed group
choice-armed_actor_type-civilian = Someone who was not armed forces
choice-armed_actor_type-unknown = I do not know

question-own_words = If you want to add something
hint-own_words = A few words are enough, and none are needed. You can stop at any point. “I do not know” is a good answer. You will not be asked to tell it again unless you wish to.

## Files

files-heading = Files
files-lead = Photos, recordings, documents: anything you want kept safe. They are locked on this phone and kept exactly as they are.
files-note = There is no need to make new ones. If keeping them on this phone is dangerous, your safety comes first.
files-add = Add files
files-record = Record my voice
files-recording = Recording: { $seconds } s
files-record-stop = Stop
files-record-failed = The microphone could not be used. You can add a recording made elsewhere.
files-record-name = recording
files-none = No files yet.
files-remove = Remove
files-remove-named = Remove { $name }
files-original = The original stays on this phone. We cannot remove it from here.
files-too-large = { $name } is larger than { $limit } and was not added.
files-empty = { $name } is empty and was not added.
files-unreadable = { $name } can no longer be read on this phone.
size-bytes = { $size } bytes
size-kb = { NUMBER($size, maximumFractionDigits: 0) } KB
size-mb = { NUMBER($size, maximumFractionDigits: 1) } MB

## Before sending

review-heading = Before sending
review-readers = Who will be able to read
review-readers-lead = You can leave one out.
review-reader-last = At least one organisation has to remain, so that someone can read and answer.
review-left-out-note = An organisation left out receives no key from this phone.
review-recovery = Recovery key: if every organisation loses its keys, several trustees together could open what you send.
review-recovery-keep = Allow this recovery key
review-no-recovery = There is no recovery key: apart from these organisations and you, nobody can ever open it.
review-clear = What the server can see: the day, the language, the sizes and the number of files{ $urgent ->
    [yes] , and the mark “care needed soon”
   *[no] {""}
}. It cannot see what you wrote.
review-answers = { $count ->
    [0] No answers. You can still send, to receive a code and start a conversation.
    [one] 1 answer
   *[other] { $count } answers
}
review-files = { $count ->
    [0] No files
    [one] 1 file, { $size }
   *[other] { $count } files, { $size }
}
review-show = Read my answers again
review-unpinned = We could not check that this page belongs to the organisation that gave you its address. The link or QR code it gave you would make that possible. You can still send; your message will say that it was not checked.
review-expired = The list of organisations seems older than it should be, or this phone’s clock is wrong. You can still send; your message will say so.
review-send = Send

## Sending

send-heading = Sending
send-sealing = Locking your message on this phone…
send-text = Sending your message…
send-retry = The connection is weak. We keep trying; nothing is lost while this page stays open.
send-refused = Your message was not accepted. Nothing is lost: it is still here, on this page.
send-done = Your message has arrived.
send-files-heading = Your files
send-file-waiting = waiting
send-file-done = arrived
send-file-progress = { $percent } %
send-file-paused = paused
send-file-failed = not sent
send-pause = Pause
send-resume = Continue
send-files-going = Files are still on their way. If this page closes, come back with your code and add them again.
send-files-done = Every file has arrived.

## Code

code-heading = Your code
code-lead = With it you come back, read our answer, and write again.
code-keep = Write it down or learn it. Whoever has this code can read your messages. Nobody can give it to you a second time.
code-copy = Copy
code-copied = Copied. The phone keeps what is copied for a while: paste it soon, then copy something else.
code-confirm = Check that I noted it well
code-confirm-label = The code as you noted it
code-confirm-right = Yes, this is your code.
code-confirm-wrong = This is not quite it. Compare it with the code above.
code-disguise = It can be noted like a phone number or an invoice number, in several parts.
code-spare-heading = A second, empty code
code-spare-lead = If someone might force you to show a code, you can also note this one. It opens an empty mailbox. Nobody can tell from the code which of the two is the real one.
code-spare-show = Show an empty code
code-spare-warning = Keep the two apart in your mind: your messages are under the first one only.
code-done = I have noted it
code-leave-heading = Before you go
code-leave-text = The code will not be shown again after this.
code-leave-files = If you finish now, files that have not arrived yet stay behind. You can add them again later with your code.
code-leave-stay = Show it once more
code-leave-go = Finish

## Coming back

return-heading = Your code
return-lead = 32 digits, in 8 groups of 4.
return-label = Code
return-open = Open
return-typo = Something in the code is not right. Often one digit is wrong, or two are swapped.
return-short = { $missing ->
    [one] 1 digit is missing.
   *[other] { $missing } digits are missing.
}
return-long = { $extra ->
    [one] There is 1 digit too many.
   *[other] There are { $extra } digits too many.
}
return-signs = A code has digits only.
return-opening = Opening…

## Mailbox

mailbox-heading = Messages
mailbox-empty = There is no message yet.
mailbox-empty-hint = If you have just sent something, try again in a moment. Answers come later.
mailbox-received = Your message has arrived. There is no answer yet.
mailbox-recovered = On { $day }, the trustees of this service opened parts of your report again: { $parts }
mailbox-recovered-why = Somebody who was allowed to read them had lost their key, and nobody else could help you without it. They read no more than before.
mailbox-recovered-other = notes that the team made
mailbox-waiting = Your message has arrived and is being put in its place. Answers come later.
mailbox-sealed = The server is closed for safety just now, as happens after a power cut. What you sent is safe. Answers can be read later.
mailbox-sealed-send = Neither a message nor a file can be sent at this moment. You can come back a little later.
mailbox-unchecked = We could not check who signs here, so answers are not shown. Opening this page from the link that the organisation gave you would make it possible.
mailbox-mine = You
mailbox-team = { $organisation }
mailbox-write = Write a message
mailbox-send = Send
mailbox-sent = Sent.
mailbox-sending = Sending…
mailbox-add-file = Add a file
mailbox-own-show = Show what I sent
mailbox-own-hide = Hide what I sent
mailbox-own-files = Files I sent
mailbox-own-missing = Not here whole. If it is no longer on its way, you can add it again.
mailbox-refresh = Look for new messages
mailbox-close = Close the mailbox
mailbox-writer-expired = The writer’s certificate has expired since.
mailbox-writer-disabled = This person no longer works here.

## When a message fails a check (codes of the thread check)

problem-heading = Something was not shown
problem-lead = We check every message. What fails is not shown. Your own messages and your code are not affected.
problem-gap = A message is missing. It may come later, or may have been held back.
problem-forged = A message was not signed by anyone who works here.
problem-replay = A message was shown twice or moved from another place.
problem-two-devices = Two messages were written at the same time on two devices. Both are here.
problem-damaged = A message could not be opened.
problem-other = A message failed a check.

## Consent

consent-heading = A request for your agreement
consent-who = Your case manager suggests that this person help you:
consent-purpose-referral = To help you: { $service }
consent-what = What this person could read
consent-what-hint = Tick what you want to share. Nothing is shared that you do not tick.
consent-until = Until { $day }
consent-text = I agree that { $recipient } may read the parts ticked above until { $day }, to help me. I can withdraw this agreement at any time.
consent-voluntary = You are free to refuse. The help you already receive stays the same.
consent-agree = I agree
consent-refuse = No
consent-refused = I do not agree to this request.
consent-refuse-sent = Your answer was sent.
consent-given = You agreed on { $day }.
consent-none-ticked = Nothing is ticked. To share nothing, choose “No”.
consent-unchecked = We could not check who this person is, so you cannot agree from here.
consent-withdraw = Withdraw my agreement
consent-withdraw-note = From then on, our server gives this person nothing more under it. What was already read cannot be unread.
consent-withdrawn = You withdrew this agreement.
consent-pending = Sending…

compartment-contact = How to reach you, what you need, and whether you are safe
compartment-account = Your answers
compartment-thread = Your messages
compartment-evidence = Your files
compartment-medical = Medical notes
compartment-psychosocial = Notes on psychological support
compartment-legal = Legal notes

service-safe_house_shelter = a safe place to stay
service-health_medical = medical care
service-psychosocial = psychological and social support
service-legal_assistance = legal help
service-police_other_security = police or protection
service-livelihoods = work and income
service-child_protection_education = child protection, school

role-case_manager = case manager
role-doctor = doctor
role-psychologist = psychologist
role-lawyer = lawyer
role-investigator = investigator
