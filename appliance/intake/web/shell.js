/**
 * What every part of the app shares. Each part imports this, though it names nothing of it: the
 * bundler then keeps these modules in one file, and a phone on 2G asks once instead of five times.
 */

import "./clocks.js";
import "./dom.js";
import "./network.js";
import "./pin.js";
import "./store.js";
