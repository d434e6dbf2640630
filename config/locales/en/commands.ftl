# What the command line says. An error that has words of its own is in errors.ftl.

command-safehold = Runs a Safehold deployment and everything an operator does to it.
command-exit-codes =
    exit codes:
      0   done
      2   the command was not understood
      65  something given is not valid
      66  there is nothing there, or you may not see it
      69  Safehold is not running, or the box is sealed
      70  something went wrong inside
      74  the disk is full
      75  it has changed in the meantime, or there were too many tries
      76  damaged: a signature, a seal or the log does not match
      77  name or passphrase is wrong
      78  the settings or the answers are not valid
command-up = run Safehold on this machine until it is stopped
command-console = open the console of a Safehold that is running
command-serve = run one service in this process: serve SERVICE --data DIR
command-setup = set a new box up from a file of answers
command-practise = fill a new box with an invented deployment to practise on
command-status = say what state the box is in
command-unlock = open the vault
command-lock = seal the box again
command-invite = invite a professional; prints a link that works once
command-people = list everybody
command-approve = approve a person after comparing the words of her key
command-disable = refuse a person from now on
command-reinvite = give a person a new link; the old one is void
command-log = check the log, or show its newest checkpoint
command-log-verify = check every leaf, row and file again
command-log-head = show the newest checkpoint
command-log-list = list what happened here, newest first

option-data = the data folder; “data” beside the program if left out, “data-training” for up --training
option-port = first of three ports; 8700 if left out
option-training = make an invented deployment to practise on, if the data is new
option-plain = the console speaks in lines: for screen readers, braille and slow links
option-cases = at most so many invented cases
option-json = print one JSON object
option-operator = name with which the operator signs in
option-passphrase-file = file that holds the passphrase
option-passphrase-fd = open file descriptor from which the passphrase is read
option-role = case_manager, doctor, psychologist, lawyer, investigator or analyst
option-organisation = name or id of an organisation of the deployment
option-name-file = file that holds the person's name; - is standard input
option-person = id of the person, as “safehold people” lists it
option-people-what = “orphans” lists the cases that nobody can read: ids and parts, nothing else
option-words = the six words that the person reads from her screen
option-before = go on from this entry of the log
option-limit = at most so many entries, 1 to 200
option-yes = do not ask

ask-passphrase = Passphrase:
ask-name = Name of the person:
answers-yes = y yes
nothing-done = Nothing was done.

up-starting = Starting Safehold…
up-practising = Making an invented deployment to practise on…
up-stopping = Stopping…
up-console-missing = The console could not be opened. Safehold runs until Ctrl-C.
up-killed = Safehold was ended from outside, with everything that it runs. What it had acknowledged is kept. Start it again the way you did before. If this terminal shows nothing that you type: reset
up-already-running = Safehold is already running on this data. Open its console with: { $command }
    To stop it, press Ctrl-Q in the console that it was started with.
practise-existing = This data is a complete invented deployment already.
practise-done = An invented deployment is ready: { $cases } cases, { $people } people. Name: { $operator }. Passphrase: { $passphrase }
setup-done =
    The deployment is set up and open.
    Link for survivors: { $link }
unlock-done = The box is open.
lock-done = The box is sealed. Reports and files are still taken in.
invite-done =
    Person { $person }. Give this link to nobody else; it works once, until { $expires }:
    { $link }
approve-ask = { $name } should read you exactly these words: { $words }
    Does she? (yes/no)
approve-done = Approved: key { $key }.
plan-succeeds = This person had a key before ({ $key }, certified on { $since }). Colleagues who read the same cases are asked to give access again. Approve only if you know that it is the same person.
plan-intake-key-dropped = Nobody else holds this team’s intake key, so it is withdrawn: no new report is sealed to it. The next case manager you approve for this team brings a new one.
plan-help-only = No team can then receive reports. People who want to report see a help page only, until a case manager is approved.
plan-intake-key-kept = Colleagues who also hold this team’s intake key: { $holders }. It stays in use. Whoever leaves may have kept a copy, so renew it as soon as Safehold can do that.
plan-unread-reports = Reports that nobody will be able to read any more: { $count }. Only trustees can open them again, where the survivor did not leave recovery out.
plan-unread-compartments = Parts of cases that are left without a reader, those of such reports included: { $count }.
reinvite-ask = Give person { $person } a new link? (yes/no)
disable-ask = Refuse person { $person } from now on? (yes/no)
disable-done = Disabled: { $person }.
disable-unread = Nobody can read these any more: reports { $reports }, parts of cases { $compartments }. “safehold people orphans” lists them and says what to do.
orphans-none = Every case has a reader.
orphans-more = … and more. “safehold people orphans” lists all of them afterwards.
orphans-do =
    Cases with something that nobody can read: { $cases }.
    A reader with a new link: approve her, then her colleagues give her access again in the case app.
    No colleague left: “safehold escrow recover --purpose reader”.

status-new = This box is not set up yet.
status-sealed = Sealed: reports are taken in, nothing can be read.
status-open = Open.
status-training = TRAINING: everything in it is invented.
status-service = { $name }: { $state }
status-log = Log: { $size } entries, signed { $age } s ago, fingerprint { $root }
status-log-unsigned = Log: { $size } entries, not signed yet since the opening
status-link = Link for survivors: { $link }
service-up = running
service-starting = starting
service-down = stopped; it will be started again
person-invited = invited
person-pending = to approve
person-active = active
person-disabled = disabled
person-nameless = (name not shown, { $start })

log-progress = { $done } of { $total } checked
log-problem = { $kind }: { $what } { $place }
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
log-good = The log is whole: { $leaves } leaves, { $blobs } files.
log-bad = The log is damaged: { $n } problems in { $leaves } leaves.
log-head =
    { $size } leaves, root { $root }
    { $checkpoint }

# Errors that the terminal says in its own way; all others are in errors.ftl.
failure-unavailable = Safehold is not running here. Start it with “make up” or “safehold up”; for other data, name it with --data DIR.
failure-sealed = The box is sealed. Unlock it first: “safehold unlock”.
failure-unauthenticated = This name and passphrase do not belong together. Check both, then try again.
failure-configuration = Something in the settings or answers is not valid. Correct it, then try again.
failure-decryption = Your account does not hold the colleagues’ key. Ask another operator to do this.
failure-integrity = What is stored here is not what was stored. Change nothing more, and call your support contact.
failure-not_found = There is nobody and nothing with this id. Look it up with “safehold people”.

usage-terminal = There is no terminal to ask on.
usage-yes = Use --yes.
usage-words = Use --words.
usage-name-file = Use --name-file FILE; - is standard input.
usage-passphrase-file = Use --passphrase-file FILE.
usage-name-unreadable = The file with the name cannot be read.
usage-name-empty = The name is empty. Write it into the file, then try again.
usage-organisation = This organisation does not work in this deployment. Give a name or id from “safehold status --json”.
usage-other-words = These are not the words of this key. Do not approve it; ask her to read them again.
usage-passphrase-unreadable = The passphrase cannot be read from there. Check the file and who may read it.
usage-passphrase-short = A passphrase has at least 12 characters. Take five or six words.
usage-passphrase-weak = This passphrase is too easy to guess. Use five or six words that have nothing to do with one another.
usage-passphrase-malformed = This is no passphrase: it is too long, or not UTF-8 text. Check the file.
usage-passphrase-empty = This passphrase is empty. Type it, or check the file.

practice-operator = To sign in as the invented operator: { $name }, passphrase { $passphrase }
practice-others = The invented professionals sign in at { $address }. Their names, passphrases, TOTP secrets and the survivors’ receipt codes are in { $file }

command-operator = operators: who runs this deployment
command-operator-list = list the operators
command-operator-invite = invite an operator; prints a one-time secret
command-operator-accept = become an operator with a one-time secret; a colleague still has to approve
command-operator-approve = approve an operator after comparing the words of her key
command-operator-disable = refuse an operator from now on; it takes two people
command-operator-code = set up your code app, or put a new one in place of the old one
command-approvals = what takes two people and waits for the second
command-approvals-list = list what waits
command-approvals-agree = agree to it, as the second person
command-approvals-refuse = refuse it, or take back what you have asked
command-services = look at the services, and start one again
command-services-list = list the services: state, since when, memory, restarts
command-services-restart = end one service and start it again; nothing acknowledged is lost
option-service = the service to restart
command-jobs = long operations: how far they are, how they ended
command-jobs-list = list them
command-jobs-follow = follow one until it ends
command-jobs-stop = stop one half-way, where nothing is lost by it
option-background = begin it as a job, and do not wait
option-code-file = file that holds the code your code app shows now; - is standard input
option-code-secret-out = new file for the secret of the code app, instead of showing it
option-roles = what the operator may ask for: operator, custodian, approver; all if left out
option-secret-file = file that holds the one-time secret; - is standard input
option-own-name-file = file that holds the name you will sign in with; - is standard input
option-colleague = id of the operator, as “safehold operator list” lists it
option-approval = id, as “safehold approvals list” lists it
option-job = id, as “safehold jobs list” lists it
ask-code = Code from your code app:
ask-invitation = One-time secret:
code-secret =
    Give this secret to your code app, or let it scan a code made of the link:
    { $secret }
    { $link }
    Write the secret on paper, too, and keep it apart: it brings the codes back on another phone.
operator-invite-done =
    Operator { $operator }. Give this secret to nobody else; it works once, until { $expires }:
    { $secret }
operator-accept-done =
    Almost done: a colleague has to approve you. Read her these words: { $words }
operator-code-done = From now on a code is asked for beside your passphrase.
operator-alone = This takes two people, but nobody else is here who could agree. It is done by you alone, and the log says so.
operator-with-code = code
operator-without-code = no code
ask-waiting = waiting
ask-agreed = agreed
ask-refused = refused
ask-line = { $operation } – about: { $about } – asked by: { $by } – until { $expires }
agree-ask = Agree to this? { $what } (yes/no)
agree-done = Agreed. Whoever asked can do it now.
refuse-done = Refused: nothing is done.
job-begun = Begun. Follow it with “safehold jobs follow { $job }”.
job-goes-on = It goes on without you. Follow it with “safehold jobs follow { $job }”.
failure-code = A code from your code app is needed, and this one does not count. Wait for the next one, then try again with --code-file.
usage-code-file = Use --code-file FILE.
usage-secret-file = Use --secret-file FILE.
usage-code-secret-out = Use --code-secret-out FILE.
usage-code-secret-unwritable = The file for the secret cannot be made, or is there already. Name another one.
usage-file-unreadable = This file cannot be read. Check its name and who may read it.
# The wipe; its other words are in wipe.ftl.
command-wipe = destroy the deployment on this machine: plan, rehearse, agree, run, certificate
command-wipe-plan = show what would be destroyed, and what survives
command-wipe-rehearse = do everything but destroy, and say how long it would have taken
command-wipe-agree = agree, as a second operator, to what is planned
command-wipe-run = destroy what is planned; a phrase has to be typed
command-wipe-certificate = show the certificate of the last wipe, until Safehold is stopped
option-backups = the backups on disks of this machine too
option-out = also write the certificate here, outside the data folder
option-plan = go on only if the plan is still this one
option-phrase-file = file that holds the phrase, for scripts
usage-operator = Use --operator NAME.
usage-phrase-file = Use --phrase-file FILE.
usage-phrase-unreadable = The file with the phrase cannot be read.
up-wiped = A wipe that had been cut was finished. This box is blank.
option-second = name of a second operator who agrees here and now
option-second-passphrase-file = file that holds the second operator's passphrase
ask-second = Passphrase of { $name }:
phase-setup-vault = Making the keys and the vault
phase-setup-public = Writing the log and the directories
phase-setup-record = Finishing the set-up
phase-ceremony-steps = Keeping the steps of the ceremony
phase-ceremony-public = Bringing the new set into force
phase-ceremony-bundle = Sealing the bundle to the trustees
command-wipe-order = lock the vault because headquarters asks for it, with a signed order
option-order = the signed order, - for standard input
order-done = Locked, as headquarters ({ $by }) asked. An operator opens it as always.
command-wipe-duress = set the passphrase that destroys the deployment when somebody signs in with it
option-duress = file that holds the duress passphrase; asked for on the terminal if left out
option-clear = take the duress passphrase back
ask-duress = Duress passphrase:
duress-set = Set. Whoever signs in with it sees maintenance, and this deployment is destroyed; backups stay.
duress-cleared = Taken back.

failure-not_found-approvals = There is no such question for a second person. “safehold approvals list” shows what waits.
failure-not_found-backup = There is no such target, or nothing was backed up to it yet. Look at “safehold backup status”.
failure-not_found-backup-target = There is no target of this name. Look at “safehold backup-target list”.
failure-not_found-jobs = There is no such job. Look at “safehold jobs list”.
failure-not_found-operator = There is no operator with this id. Look it up with “safehold operator list”.
failure-not_found-wipe = There is no certificate here: nothing was wiped, or it was taken away. Look where you saved it.
usage-role = There is no such role. Choose case_manager, doctor, psychologist, lawyer, investigator or analyst.
usage-name-shape = A name is one line of at most 120 letters that can be shown. Correct it, then try again.
usage-duress-own = This is your own passphrase. Choose another than the one with which you sign in.
