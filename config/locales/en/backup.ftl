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
phase-backup-stage = Copying the databases
phase-backup-content = Sending content
phase-backup-state = Sending databases
phase-backup-verify = Reading back
phase-restore-state = Bringing databases back
phase-restore-content = Bringing content back
phase-restore-check = Checking what came back
phase-drill-start = Starting what came back

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
restore-again = An earlier restore to this place was cut short. It begins again; nothing of the first is kept.
restore-done =
    Restored into { $into }: the box as it was at { $made }, { $leaves } log entries, { $blobs } files.
    Start it with “safehold up --data”. The log will say that it is restored, and from when.
    If the old box can still run, never let it: two boxes would sign one log.

refused-restic-missing = restic is not installed.
error-backup_interrupted = It was cut short before it ended. What was half done does not count, and nothing of it is left; the next one begins from the start.
refused-no-target = There is no backup target yet. Add one: safehold backup-target add.
refused-log-fault = The log does not match its last signed checkpoint. Ask your support contact.
refused-log-shorter = The log is shorter than in the last backup: an older copy may have been put back. Ask your support contact.
refused-clock-back = The clock is before the last backup. Set the clock.
refused-disk-full = There is no room on this disk for copies of the databases.
refused-nothing-there = There is nothing to back up yet.
refused-no-intake = The database of intake is missing.
refused-no-uploads = The database of uploads is missing.
refused-no-coordination = The database of coordination is missing.
refused-no-storage = The database of storage is missing.
refused-damaged-intake = The database of intake is damaged.
refused-damaged-uploads = The database of uploads is damaged.
refused-damaged-coordination = The database of coordination is damaged.
refused-damaged-storage = The database of storage is damaged.
refused-content-missing = Files that the log names are missing. Run “safehold log verify”.
refused-parts-missing = Parts of unfinished uploads are missing. Try again.
refused-target-same-disk = The target is on the disk of the data: one broken disk would take both. Choose another, or add it with --allow-same-disk.
refused-target-succeeded = A box made from this box's backups works with this target now. Two boxes must not both run: stop this one. If the other was only a trial, ask the target's keeper to remove the trial's backups.
refused-target-old-box = The backup was made. But the box that this one replaced has made one since the last: it runs again somewhere. Find it and switch it off.
refused-target-in-data = The target is inside the data folder. Choose another place.
refused-backup_refused = The target is on the disk of the data, or inside the data folder.

backup-name-malformed = A target's name is up to 32 small letters, digits and hyphens.
backup-address-malformed = This is not an address of a target: give a whole folder path, or sftp:, rest: or s3: and a place.
backup-address-secret = Put user and password into a file and name it with --credentials; the address is shown to others.
backup-credentials-relative = Give the whole path of the file with the credentials.
backup-into-existing = There is something there already. Choose a name that is free.
backup-into-finished = The restore to this place had finished before it was cut short: everything is there and checked. Start it with “safehold up --data”.
backup-no-key-file = This is not a backup key file.
backup-key-unreadable = This file cannot be read.
backup-not-set-up = This box is not set up yet.
