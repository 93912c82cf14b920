/**
 * The usual ways of cutting files, in words.
 *
 * @module
 */
import type { ProfileName } from "../../ipfs/profiles.ts";

/** The command of Kubo that cuts a file in this way, whatever its configuration. */
export const PROFILE_COMMANDS: Record<ProfileName, string> = {
  "unixfs-v1-2025": "ipfs add --cid-version=1 --chunker=size-1048576 --max-file-links=1024",
  "unixfs-v0-2015": "ipfs add",
  "cid-v1": "ipfs add --cid-version=1",
  "test-cid-v1": "ipfs add --cid-version=1 --chunker=size-1048576",
  "cid-v0-raw-leaves": "ipfs add --raw-leaves",
  "cid-v1-unixfs-leaves": "ipfs add --cid-version=1 --raw-leaves=false",
  "trickle-cid-v0": "ipfs add --trickle",
  "trickle-cid-v1": "ipfs add --trickle --cid-version=1",
};
