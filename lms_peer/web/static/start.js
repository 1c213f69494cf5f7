// Only what GOV.UK Frontend adds: every page works without it.
import { initAll } from "./vendor/govuk.js";

initAll();
