# Destroying a deployment: words of the command line and of the console alike.
# Say what is true and claim no more. Somebody may read this in the worst minute of her life.

wipe-goes = What is destroyed:
wipe-stays = What remains, and what it is worth to whom:
wipe-needs =
    { $needed ->
        [0] No list of operators can be read: this account decides alone.
        [one] One operator has to agree.
       *[other] { $needed } operators have to agree. So far: { $agreed }.
    }
wipe-rehearsed = Rehearsed: no key left after { $keys_gone_ms } ms, all gone after { $took_ms } ms ({ $files } files, { $mb } MB, { $keys } keys, { $processes } processes). Nothing was destroyed.
wipe-hash = Plan { $hash }
wipe-type = To destroy all this, type “{ $phrase }”:
wipe-phrase-deployment = destroy everything here
wipe-phrase-backups = destroy everything and the backups
wipe-other-phrase = This is not the phrase.
wipe-agreed = Noted: { $agreed } of { $needed } have agreed to plan { $plan }. It counts for 15 minutes.
wipe-step = { $done } of { $total } files
wipe-done = Destroyed: { $files } files. No key was left after { $keys } ms, nothing after { $took } ms.
wipe-left = The keys and { $files } files are destroyed, but the disk would not give up { $left }. The next start tries again. If it stays, destroy the disk itself.
wipe-resumed = This wipe had been cut, by a power cut or a kill, and was finished now.
wipe-unendorsed = The vault was not opened since the last start, so the deployment key has not vouched for this certificate.
wipe-switch-off = Switch this machine off now: until then its memory may still hold traces.
wipe-code = { $code }

phase-intent = Noting that this is decided…
phase-keys = Destroying the keys…
phase-processes = Ending every service…
phase-contents = Removing everything else…
phase-blank = Making a blank box…
phase-certificate = Signing the certificate…

plan-wipe-keys = The vault with every operator’s way into it, the operators’ accounts, and the keys of the services: overwritten and removed, first.
plan-wipe-backups =
    { $count ->
        [0] Backups on disks of this machine: none is connected.
        [one] One backup on a disk of this machine: its keys first, then its files.
       *[other] { $count } backups on disks of this machine: their keys first, then their files.
    }
plan-wipe-processes = Every service, and whatever else has this data open, is ended at once; keys in memory go with them.
plan-wipe-contents = Databases, reports, files, log and settings. Sealed files are removed, all else is overwritten first.
plan-wipe-blank = A blank box remains. It can be set up again.

survives-read = What people have read, saved, printed or written down stays with them; receipt codes open nothing any more.
survives-memory = Freed memory of this machine may hold traces until it is switched off.
survives-backups-kept =
    { $count ->
        [one] One backup on a disk of this machine stays: who has its password can read from it what the deployment held, sealed as before.
       *[other] { $count } backups on disks of this machine stay: who has their password can read from them what the deployment held, sealed as before.
    }
survives-backup-elsewhere = The backup “{ $name }” lies elsewhere. Only its owner can destroy it; with its password the deployment can be restored, and who holds keys can open what they opened before.
survives-no-backup = No backup is known here: nobody can bring this deployment back.
survives-disk-plain = This disk is not encrypted. A laboratory could find traces of removed files: ciphertext, and the clear facts beside it such as days, languages and sizes. The deployment’s keys in such traces were sealed under the operators’ passphrases; sign-in verifiers and the services’ own keys were not.
survives-disk-copies = This disk is not encrypted, and its file system writes new content to new places: overwriting does not reach the old. Old copies of sealed keys may be found; a passphrase of an operator would open them.
survives-disk-encrypted = This disk is encrypted: traces open only with its own key, which this wipe does not destroy.
survives-disk-flash = The disk may keep older copies of a block in places that no program reaches. Only destroying the disk removes them.
survives-swap = This machine may have written memory to its swap space. Traces of keys may lie there.
