/**
 * 64-bit integers for the protobuf library, whole.
 *
 * The library looks for the package `long` by itself, and where it finds none it rounds what is
 * larger than 2^53 while it reads. It is given here, so that a model is the same one in a checkout,
 * in the single binary and in a page. Import this before any protobuf code: its default values are
 * made once.
 *
 * @module
 */
// @ts-types="@types/long"
import Long from "long";
import protobuf from "protobufjs/minimal";

protobuf.util.Long = Long;
protobuf.configure();
