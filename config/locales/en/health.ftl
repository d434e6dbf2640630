# Health: what each check has found (alarm-<id>), and what to do about it (alarm-<id>-next).

part-intake = intake
part-storage = storage
part-coordination = coordination
part-gateway = gateway
part-agent = agent
part-wiped = wipe

alarm-log-fault = The log does not match its last signed checkpoint: something was changed, or an old copy was put back. Reports are still taken in.
alarm-log-fault-next = Verify the log and ask your support contact before anything else.
alarm-record-lost = There is a vault here, but the record of its deployment (state/deployment.json) is missing.
alarm-record-lost-next = Do not set up anew: put that file back from a copy or a backup.
alarm-storage-down = Storage does not answer. Reports are still taken in.
alarm-storage-down-next = It is started again by itself. If it is not back in two minutes, restart it under “Services”, or stop Safehold and start it again.
alarm-service-down = The service “{ $about }” is not running.
alarm-service-down-next = It is started again by itself. If it is not back in a minute, stop Safehold and start it again.
alarm-service-hung = The service “{ $about }” runs, but does not answer.
alarm-service-hung-next = It is restarted by itself after a minute. To do it at once, restart it under “Services”.
alarm-disk-low = The disk is nearly full.
alarm-disk-low-next = Free some room soon, or new reports and files will be refused.
alarm-disk-soon = { $count ->
    [0] At the rate of the last days the disk is full today.
    [one] At the rate of the last days the disk is full in one day.
   *[other] At the rate of the last days the disk is full in { $count } days.
}
alarm-disk-soon-next = Free some room, or plan a larger disk.
alarm-memory-low = This machine is short of memory.
alarm-memory-low-next = Stop what else runs on it. If nothing else does, restart the services one by one, or add memory.
alarm-reports-set-aside = { $count ->
    [one] Storage refused one report. It is kept in the spool and nothing is lost, but nobody can read it yet.
   *[other] Storage refused { $count } reports. They are kept in the spool and nothing is lost, but nobody can read them yet.
}
alarm-reports-set-aside-next = Ask your support contact, and do not delete the data folder.
alarm-keys-not-held = The agent was started again and has to be given the keys.
alarm-keys-not-held-next = Sign in once more.
alarm-organisation-without-intake = “{ $about }” is meant to receive reports but has no intake key: no new report reaches it.
alarm-organisation-without-intake-next = Open “People” and invite a case manager of this organisation, or give one a new link; then approve.
alarm-directory-expired = The directory of keys has expired. Reports are still taken in, but are marked.
alarm-directory-expired-next = Open the vault: it is signed anew at once.
alarm-directory-old = { $count ->
    [one] The directory of keys was last signed yesterday.
   *[other] The directory of keys was last signed { $count } days ago.
}
alarm-directory-old-next = Open the vault: it is signed anew at once, then daily. It expires otherwise.
alarm-certificate-expired = The certificate that visitors see has ended, or cannot be read. Browsers warn them off.
alarm-certificate-expired-next = Renew it now, and look at “health.certificate_file” in the settings.
alarm-certificate-expires = { $count ->
    [0] The certificate that visitors see ends today.
    [one] The certificate that visitors see ends in one day.
   *[other] The certificate that visitors see ends in { $count } days.
}
alarm-certificate-expires-next = Renew it. Browsers warn visitors off once it has ended.
alarm-onion-unreachable = The onion address does not answer through Tor: survivors may not reach this box.
alarm-onion-unreachable-next = Look whether Tor runs and the network is up. Nothing that was sent is lost.
alarm-clock-back = The clock of this machine was set back.
alarm-clock-back-next = Compare it with a telephone. If nobody set it, ask your support contact: dates and expiry depend on it.
alarm-clock-ahead = The clock of this machine jumped ahead.
alarm-clock-ahead-next = Compare it with a telephone, and set it right before anything expires too early.
alarm-clock-drift = The clock is kept by a time source, but may be seconds off.
alarm-clock-drift-next = Look whether the time source can be reached.
alarm-clock-no-source = Nothing keeps the clock of this machine right.
alarm-clock-no-source-next = Compare it with a telephone now and then, or set up a time source.
alarm-wiper-down = The wipe daemon does not answer.
alarm-wiper-down-next = It is started again by itself. If this stays, stop Safehold and start it again.
alarm-wiper-no-room = There is no room for the note that lets a wipe survive a power cut.
alarm-wiper-no-room-next = Free some room on the disk.
alarm-wiper-swap = The wipe daemon may not lock its memory (“ulimit -l”): a wipe works, but needs a disk that answers.
alarm-wiper-swap-next = Allow it 64 MiB of locked memory where this machine lets you.
alarm-hq-locked = Headquarters ({ $about }) has asked for this box to be locked.
alarm-hq-locked-next = Ask headquarters why. An operator opens it as always, with her passphrase; headquarters can neither prevent that nor destroy anything.
alarm-dead-man = No operator has shown herself for long: the vault will be locked soon.
alarm-dead-man-next = Sign in to prevent it.
alarm-program-changed = { $count ->
    [one] One file of the program has changed since it was started.
   *[other] { $count } files of the program have changed since it was started.
}
alarm-program-changed-next = If you have just installed an update, stop Safehold and start it again. If nobody has, ask your support contact and sign in to nothing more.
alarm-escrow-damaged = The record of key escrow is damaged.
alarm-escrow-damaged-next = Change nothing more, and ask your support contact.
alarm-escrow-compromised = A share is compromised.
alarm-escrow-compromised-next = “safehold escrow status” says whose. Hold a new ceremony soon, and do not tell her why.
alarm-escrow-none = There are no trustees yet: if all passphrases are lost, everything is.
alarm-escrow-none-next = Hold a ceremony on the box’s own screen: “safehold escrow ceremony”.
alarm-escrow-due = Some trustees should prove their shares now.
alarm-escrow-due-next = “safehold escrow status” says who.
alarm-no-backup = There is no backup yet.
alarm-no-backup-next = Add a target: “safehold backup-target add”, then “safehold backup run”.
alarm-backup-old = The last good backup is too old.
alarm-backup-old-next = Look whether the target is plugged in and reachable, then run one: “safehold backup run”.
alarm-backup-failed = The last backup, or the check of one, failed at a target.
alarm-backup-failed-next = “safehold backup status” says why.
alarm-verify-old = A backup target has not been read back for more than a week.
alarm-verify-old-next = Check it: “safehold backup verify”. A target can lose data without a word.
alarm-drill-old = No restore drill has gone well lately, so nobody knows whether the backup can be restored.
alarm-drill-old-next = Hold one: “safehold backup drill”.
alarm-backup-key-due = The backup key file has to be exported again: without it a new box cannot be made from what is backed up today.
alarm-backup-key-due-next = Export it and keep it apart from the box: “safehold backup key”.
alarm-sign-ins-failed = { $count } sign-ins of operators have failed within a week.
alarm-sign-ins-failed-next = If it was none of you, change who can reach this machine, and see that every operator has a code app.
alarm-no-code = An operator has no code app yet: whoever has seen the passphrase can sign in.
alarm-no-code-next = Open “Operators” and press C, or “safehold operator code”.
alarm-disk-not-encrypted = This disk is not encrypted.
alarm-disk-not-encrypted-next = Use this deployment for training and trials.
alarm-witness-none = Nobody outside this box keeps a copy of the log’s checkpoints.
alarm-witness-none-next = Save “safehold log head” elsewhere now and then: a copy shows whether the log was rewritten.
alarm-updates-none = This deployment learns of no updates by itself.
alarm-updates-none-next = Ask your support contact now and then whether there is one.
alarm-other = Something needs a look ({ $code }).
alarm-other-next = Note this word and ask your support contact.

health-well = Nothing needs you.
health-set-up = Not set up here:
health-by-itself = The box tries this by itself.
services-line = { $name }: { $state }; { $minutes ->
    [one] for { $minutes } minute
   *[other] for { $minutes } minutes
}, { $memory } MB of memory, started again { $restarts ->
    [one] once
   *[other] { $restarts } times
}
runs-up = running
runs-starting = starting
runs-down = not running
service-restarted = The service { $service } was restarted and answers again.
severity-act = ! act now
severity-look = * look soon
severity-set_up = – not set up
alarm-orphans = { $count ->
    [one] One case has something that nobody can read.
   *[other] { $count } cases have something that nobody can read.
}
alarm-orphans-next = “safehold people orphans” lists them. If a reader has a new link, approve her: her colleagues are then asked to give her access again. Where no colleague is left, hold a recovery with the trustees: “safehold escrow recover --purpose reader”.
alarm-escrow-behind = { $count ->
    [one] Only the trustees of before could open one case.
   *[other] Only the trustees of before could open { $count } cases.
}
alarm-escrow-behind-next = Cases are sealed to the new recovery key as their readers sign in to the case app; ask the readers to sign in. Until then no recovery opens them.
