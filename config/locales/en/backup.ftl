# What the command line says of backups.

command-backup = make backups, and see that they can be restored
command-backup-run = make a backup now, to every target that can take it
command-backup-status = say how backups stand
command-backup-list = list the backups at a target
command-backup-verify = read a part of a target back; all of it is read within the days configured
command-backup-drill = restore the newest backup beside the running box, start it, look at it, remove it
command-backup-key = export the key file that makes a new box possible
command-backup-target = say where backups go
command-backup-target-add = add a target: a folder, or sftp:, rest: or s3: and a place
command-backup-target-list = list the targets
command-backup-target-check = find out whether a target can take a backup now
command-backup-target-remove = take a target off the list; what lies there stays
command-restore = make a new data folder from a target and the key file

option-target = name of the target
option-address = a folder, or sftp:user@host:/path, rest:https://host/path or s3:https://host/bucket
option-credentials = file with what the target asks for: an ssh key, user:password, or an AWS credentials file
option-allow-same-disk = take a folder on the disk of the data all the same; one broken disk then takes both
option-key-to = the file to write; it must not be there yet
option-into = the data folder to make; nothing may be there yet
option-key-file = the key file that “safehold backup key” has exported
option-passwords-file = file with the passwords of the repositories, from an escrow bundle

backup-phase = { $phase }…
backup-progress = { $phase }: { $percent } %

backup-done = { $failed ->
    [0] Backed up: the box as it was at { $made }, { $log_size } log entries.
   *[other] Backed up the box as it was at { $made }, but not to every target. “safehold backup status” says why.
}
backup-not-to = Not to { $target }: { $why }
backup-refused-why = – { $why }
backup-verified = { $target }: part { $part } of { $parts } was read back and is what was stored.
backup-drilled = The drill went well: { $leaves } log entries checked, { $blobs } files hashed, the scratch box started. The backup is of { $made }.
backup-key-done =
    The key file is { $file }. Keep it apart from the box and from the targets, in two places.
    With it, a target and any operator's passphrase, a new box can be made. It is good for this quarter and the next.
backup-target-added = Target { $target } is ready. Run a backup, then export the key file.
backup-target-good = Target { $target } can take a backup.
backup-target-removed = Target { $target } is off the list. What lies there is still there.
backup-target-remove-ask = Make no more backups to { $target }? What lies there stays. (yes/no)
backup-listed = { $time }  { $run }
backup-no-targets = There is no backup target yet.
backup-target-line = { $name }: { $address }
backup-target-last = { "    " }last good backup { $when }, { $size } MiB
backup-target-never = { "    " }no backup yet
backup-target-error = { "    " }{ $why }
backup-target-verified = { "    " }a part read back { $when }
backup-target-all-read = { "    " }all of it read back since { $when }
backup-drill-good = Last good drill: { $when }, from { $target }, of the backup of { $made }
backup-drill-none = No drill has gone well yet.
backup-drill-failed = The drill of { $when } failed: { $why }
option-here = make the new box that runs the one that was backed up; it must not be set up yet
restore-shown =
    Found: the box as it was at { $made }, { $log_size } log entries, { $blobs } files. Deployment { $deployment }.
    What came after { $made } is not in it and will be missing.
restore-ask = Make this box that one? If the old box can still run, never let it. (yes/no)
restore-here-done =
    Restored: the box as it was at { $made }, { $leaves } log entries, { $blobs } files.
    Safehold is started again; unlock it with any operator's passphrase. The log will say that it is restored.
restore-again = An earlier restore to this place was cut short. It begins again; nothing of the first is kept.
restore-done =
    Restored into { $into }: the box as it was at { $made }, { $leaves } log entries, { $blobs } files.
    Start it with “safehold up --data”. The log will say that it is restored, and from when.
    If the old box can still run, never let it: two boxes would sign one log.


backup-name-malformed = A target's name is up to 32 small letters, digits and hyphens.
backup-address-malformed = This is not an address of a target: give a whole folder path, or sftp:, rest: or s3: and a place.
backup-address-secret = Put user and password into a file and name it with --credentials; the address is shown to others.
backup-credentials-relative = Give the whole path of the file with the credentials.
backup-into-existing = There is something there already. Choose a name that is free.
backup-into-finished = The restore to this place had finished before it was cut short: everything is there and checked. Start it with “safehold up --data”.
backup-no-key-file = This is not a backup key file.
backup-key-unreadable = This file cannot be read.
backup-not-set-up = This box is not set up yet.
command-backup-schedule = say when backups are made, in which hours and how fast
option-every-hours = hours between backups
option-from-hour = first hour of the day (UTC) in which one may begin
option-to-hour = the hour before which it may begin; 22 and 6 mean the night
option-upload-kib-s = most KiB sent a second; 0 for no limit
backup-schedule-done = From now on: every { $every_hours } h, from { $from_hour } to { $to_hour } h UTC, { $upload_kib_s ->
    [0] as fast as the line allows.
   *[other] at most { $upload_kib_s } KiB/s.
}
backup-account-malformed = User and password are one line without spaces.
backup-account-unwanted = A target of this kind asks for no user and password.
