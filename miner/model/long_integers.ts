/**
 * 64-bit integers for the protobuf library, whole.
 *
 * The library searches for the package `long` itself; without it, it rounds numbers above 2^53
 * while it reads. It is set here, so that a model is the same in a checkout, in the single binary
 * and in a page. Import this before any protobuf code: its default values are made once.
 *
 * @module
 */
// @ts-types="@types/long"
import Long from "long";
import protobuf from "protobufjs/minimal";

protobuf.util.Long = Long;
protobuf.configure();
