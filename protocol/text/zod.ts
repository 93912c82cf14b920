/**
 * zod, without the parsers that it would write as code: a page's policy forbids that, and browsers
 * report even the attempt.
 *
 * @module
 */
import { z } from "zod";

z.config({ jitless: true });

export { z };
