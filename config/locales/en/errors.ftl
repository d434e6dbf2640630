# What a person reads when something fails, by the code of appliance/errors.py and
# appliance/web/errors.js. What happened, then what to do.

error-internal = Something went wrong here. Please try again; if it stays, come back later.
error-usage = This could not be understood. Please try again.
error-invalid_input = Something that was sent was not as expected. Please try again.
error-too_large = This is larger than what can be accepted. Please choose something smaller, or send it in parts.
error-unauthenticated = Please sign in first.
error-passphrase = The passphrase does not open this. Please check each letter and try again.
error-not_found = There is nothing here that you can open. Please go back and choose again.
error-conflict = This has changed in the meantime. Please look again, then decide.
error-sequence = Something else arrived at the same moment. Please try again.
error-too_many_tries = That was tried too often. Please wait a little.
error-unavailable = The server is not answering for now. Please try again in a moment.
error-sealed = The server is closed for safety just now. Please try again later.
error-storage_full = There is no room left on the server for now. Please try again later.
error-ticket = The permission for this is not valid. Please try again.
error-ticket_expired = The permission for this has run out. Please try again.
error-signature = This is not signed as it should be, and was not used. Please try again; if it stays, ask those who run this server.
error-decryption = This could not be opened: it is damaged, or locked with another key. Nothing was changed; please ask those who run this server.
error-recipient = This is not locked with the right keys, and was not used. Please load the page again, then try once more.
error-integrity = What is stored here is not what was received. Please change nothing more, and tell those who run this server.
error-configuration = The server is not set up correctly. Please tell those who run it.
error-checksum = What arrived is not what was sent. Please send it again.
error-range = This part of the file does not exist. Please open the file again from its beginning.
error-receipt_code = Something in the code is not right. Often one digit is wrong, or two are swapped: please check it.
error-offline = There is no connection for now.
error-cancelled = Stopped.
error-login_missing = Please choose a sign-in name.
error-passphrase_short = This passphrase is too short. Use five or six words.
error-passphrase_differs = The two passphrases are not the same.
error-passkey = The passkey was not used. Try again, or choose the other way.
error-nothing_chosen = Nothing is chosen yet. Choose at least one part.
error-still_uploading = This file has not arrived whole yet. The device that sends it may still be at work.
error-not_set_up = This deployment is not set up yet.
# What only those who run a deployment meet.
error-already_running = Safehold is already running on this data. Open its console with “safehold console”, or stop it first.
error-already_set_up = This deployment is set up already. Sign in instead.
error-person_state = This cannot be done with this person as things stand. Look at the list of people: she may not have accepted yet, be approved, or be disabled already.
error-real_data = This data is of a real deployment; nothing invented is ever mixed into it. Nothing was changed. Practise without --data, or name an empty folder: --data DIR.
error-start = Safehold could not be started. The lines above, or run/safehold.log in the data folder, say which part failed. Correct that, then start again.
error-practice = The invented deployment is not complete. Start again with “make demo”: it goes on where it stopped.
error-port_in_use = Port { $port } is in use, or may not be used. Choose another with --port; Safehold takes three in a row.
error-second_person = This takes two people. Ask a second operator to agree with her own passphrase, then try again.
error-wiping = Something is being destroyed here just now. Look again when it has ended.
error-wipe_unfinished = A wipe was begun here, and the disk does not let it end. Nothing was started. Look at the disk and its cables, then start again; if it stays, destroy the disk itself.
error-maintenance = Maintenance is going on. Please try again later; it can take an hour.
