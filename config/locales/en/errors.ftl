# What a person reads when something fails, by the code of appliance/errors.py and
# appliance/web/errors.js. What happened, then what to do.

error-internal = Something went wrong here. Please try again; if it stays, come back later.
error-usage = This could not be understood. Please try again.
error-invalid_input = Something that was sent was not as expected. Please try again.
error-too_large = This is larger than what can be accepted.
error-unauthenticated = Please sign in first.
error-passphrase = The passphrase does not open this.
error-not_found = There is nothing here that you can open.
error-conflict = This has changed in the meantime. Please look again, then decide.
error-sequence = Something else arrived at the same moment. Please try again.
error-too_many_tries = That was tried too often. Please wait a little.
error-unavailable = The server is not answering for now. Please try again in a moment.
error-sealed = The server is closed for safety just now. Please try again later.
error-storage_full = There is no room left on the server for now. Please try again later.
error-ticket = The permission for this is not valid. Please try again.
error-ticket_expired = The permission for this has run out. Please try again.
error-signature = This is not signed as it should be, and was not used.
error-decryption = This could not be opened: it is damaged, or locked with another key.
error-recipient = This is not locked with the right keys, and was not used.
error-integrity = What is stored here is not what was received.
error-configuration = The server is not set up correctly.
error-checksum = What arrived is not what was sent. Please send it again.
error-range = This part of the file does not exist.
error-receipt_code = Something in the code is not right. Often one digit is wrong, or two are swapped.
error-offline = There is no connection for now.
error-cancelled = Stopped.
error-login_missing = Please choose a sign-in name.
error-passphrase_short = This passphrase is too short. Use five or six words.
error-passphrase_differs = The two passphrases are not the same.
error-passkey = The passkey was not used. Try again, or choose the other way.
error-nothing_chosen = Nothing is chosen yet. Choose at least one part.
error-still_uploading = This file has not arrived whole yet. The device that sends it may still be at work.
error-not_set_up = This deployment is not set up yet.
