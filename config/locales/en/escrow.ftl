# Key escrow: what a sitting says on its own screen, and what `safehold escrow` says.

command-escrow = trustees: the ceremony, proofs that shares are still good, recovery
command-escrow-ceremony = make a new recovery key and split it among trustees, on the box’s own screen
command-escrow-status = say who holds shares, who is due and what the escrow bundle holds
command-escrow-challenge = write a file that trustees sign to prove their shares
command-escrow-prove = a trustee signs a challenge with her share; works offline
command-escrow-record-proof = record what a trustee signed
command-escrow-export = copy the escrow bundle into a folder, such as one on a USB disk
command-escrow-recover = open the bundle, or what only somebody who lost her key could read, with the trustees
command-escrow-open-bundle = open an exported bundle with the trustees where there is no box
command-escrow-send-share = a trustee far away seals her share to a recovery that is going on

option-escrow-trustees = file that names the trustees: threshold and trustees, or country and abroad
option-escrow-folder = folder to copy to
option-escrow-bundle = the exported folder
option-escrow-challenge = the file of the challenge
option-escrow-proof = the file that the trustee signed
option-escrow-out = where to write
option-escrow-share = her share, where it was sealed to her key
option-escrow-identity = file with her own key, for a sealed share
option-escrow-reason = file that says why; it is asked for otherwise
option-escrow-key = key id of the new, approved key
option-escrow-pin = the deployment’s pin: what follows #k= in the link for survivors
option-escrow-to = file with the recipient to which everything that opens is sealed
option-escrow-session = file for trustees far away

usage-bundle = This folder holds no escrow bundle. Check that it is the one that was exported.
usage-file = This file cannot be read, or is another one. Check its name.
usage-to = Use --to FILE: a file with one hybrid age recipient (age1pq1…).
usage-escrow-out = Use --out FOLDER: where what opens is written, sealed on.
usage-identity = Use --identity FILE with --share.
usage-operator-again = Start it again and stay at the terminal.
usage-reason-file = Use --reason-file FILE.

plan-escrow-shares = { $n } trustees get a share each; { $m } of them together can recover.
plan-escrow-sealed = { $n } shares are sealed to trustees’ own keys instead of shown.
plan-escrow-replaces = The shares of { $day } are retired once every new share is proven.
plan-escrow-recipient = Survivors’ phones then seal to the new recovery key, unless she leaves it out.
plan-escrow-files = { $n } sealed files are copied.
plan-escrow-trustees = { $m } of { $n } trustees type their shares, in any order, within a day.
plan-escrow-opens-bundle = { $n } sealed files are opened: keys of the box and passwords of backups.
plan-escrow-tells-her = Each survivor sees in her mailbox on which day it was opened, and which parts.
plan-escrow-opens-reader = In { $n } cases the new key is given what nobody else can give it: only what the lost key could read, and reports that her team has no key to. What a survivor kept from recovery stays shut.
plan-escrow-logged = Every step is a readable line in the log.

escrow-ceremony-ask = Are all trustees here, and has everybody else left? (yes/no)
escrow-ceremony-active = The new shares are in force.
escrow-ceremony-waiting = The new shares wait: they come into force once every trustee with a sealed share has proven it.
escrow-sealed-written = { $n } sealed shares are in { $folder }. Send each to its trustee.
escrow-recover-ask = Begin this recovery? (yes/no)
escrow-again-ask = The sitting waits; nothing is lost. Mend that, then sign in again and go on? (yes/no)
escrow-recover-done = { $opened } opened and sealed on, { $shut } stayed shut. Files are in { $folder }.
escrow-reader-done = Given to the new key: { $opened } parts of cases. Stayed shut: { $shut }. She reads them in the case app now.
escrow-reader-shut =
    { $shut } parts of cases cannot be recovered, by nobody and never: the survivor left recovery out of her report, or they were sealed before there were trustees, or to a recovery key that has been replaced since. “safehold people orphans” still lists them. Ask the survivor, if you can reach her, to report again.
escrow-reason-ask = Why is this needed? One sentence:
escrow-challenge-done = The challenge is in { $file }. Give it to every trustee; it can be answered for 30 days.
escrow-prove-done = Signed. Give { $file } to the operator; it tells nothing of the share.
escrow-proof-done = Recorded.
escrow-export-done = { $n } sealed files are in { $folder }. Only trustees together can open them.
escrow-send-done = Your share, sealed to this recovery, is in { $file }.

escrow-status-active = In force since { $day }: { $n } trustees, { $m } needed.
escrow-status-waiting = Waiting since { $day }: { $n } trustees, { $m } needed. Every share must be proven first.
escrow-status-none = There are no trustees yet. Without them nothing can be recovered.
escrow-status-rewrapped = Cases that can be recovered: { $cases }. Of these, only the trustees of before can open: { $behind }.
escrow-status-bundle = { $n } sealed files in the escrow bundle.
escrow-share-good = { $group }.{ $number }  { $name }: proven on { $day }
escrow-share-due = { $group }.{ $number }  { $name }: last proven on { $day }; due now
escrow-share-unproven = { $group }.{ $number }  { $name }: not proven yet
escrow-share-compromised = { $group }.{ $number }  { $name }: compromised. Hold a new ceremony soon, without telling her why.

escrow-training-screen = TRAINING: this is not the box’s own screen. With real shares it would be refused. Press Enter.
escrow-alone = Share { $number } of { $total } is for { $name }. Everybody else turns away now. Then press Enter.
escrow-share-title = Share { $number } of { $total }, { $name }. Write down all 33 words with their numbers:
escrow-share-written = Compare every word with your paper. Then press Enter; the screen is cleared.
escrow-type-back = { $name }, type the words from your paper. Four letters of a word are enough; several words a line.
    - takes the last word back, -- begins again, ? shows the share once more.
escrow-words-next = Word { $place }:
escrow-word-again = Word { $place } again:
escrow-closing-about =
    You may choose two words now. When you prove your share later, you add one of them.
    The first says that all is well. The second says that somebody made you do it; nobody beside you can tell.
    Remember them; do not write them on the same paper. Both may stay empty.
escrow-closing-ordinary = Word for good days:
escrow-closing-duress = Word for bad days:
escrow-closing-same = The two words must differ.
escrow-closing-word = Your closing word (not shown; may be empty):
escrow-ends-active = Every share is proven, and together they opened the test file. The shares are in force. Press Enter; the screen is cleared.
escrow-ends-waiting = Every shown share is proven, and together they opened the test file. Sealed shares are still to be proven. Press Enter.
escrow-whose = Set of shares { $set }.
escrow-recovery-waits =
    { $count } shares are in. They are kept in the memory of this program only, for a day at most.
    Leave this screen as it is. The next trustee presses Enter and types her words,
    or the operator types the name of a file with a sealed share. “end” ends the recovery.
escrow-recovery-next = Next:
escrow-file-unusable = This file holds no share for this recovery. Press Enter, then try another.

share-unknown-word = Word { $place } is not in the list. Look at your paper and type it again.
share-unknown-word-like = Word { $place } is not in the list. Is it “{ $like }”? Look at your paper and type it again.
share-wrong-word = Word { $place } is not right. Look at your paper and type it again.
share-swapped = Words { $place } and { $next } have changed places. Type both again.
share-length = There are { $words } words; a share has 33. Please check and try again.
share-checksum = More than one word is not right. Please type all of them again.
share-too-many = A share has 33 words; what came after was left out.
share-too-few = Together these shares are not enough. Please ask the next trustee.
share-other-set = This share is of another set. Press Enter, and look for the newest paper.
share-twice = This share is in already. Press Enter, and ask the next trustee.
share-digest = These shares do not fit together: one is of another ceremony. Please check which.
share-not-this = These are the words of another share. Type those that were just shown.
