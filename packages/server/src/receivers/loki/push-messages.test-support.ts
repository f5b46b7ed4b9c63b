import { snappyCompress } from 'hysnappy';
import protobuf from 'protobufjs';

/** The messages of Loki's push API, by protobufjs: what our own decoder is compared with. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message PushRequest { repeated StreamAdapter streams = 1; }
  message StreamAdapter { string labels = 1; repeated EntryAdapter entries = 2; uint64 hash = 3; }
  message EntryAdapter {
    Timestamp timestamp = 1; string line = 2;
    repeated LabelPairAdapter structuredMetadata = 3; repeated LabelPairAdapter parsed = 4;
  }
  message Timestamp { int64 seconds = 1; int32 nanos = 2; }
  message LabelPairAdapter { string name = 1; string value = 2; }
`);
const PUSH_REQUEST = root.lookupType('PushRequest');

export interface PushedEntry {
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  readonly line: string;
  readonly structuredMetadata?: readonly { readonly name: string; readonly value: string }[];
}

export interface PushedStream {
  readonly labels: string;
  readonly entries: readonly PushedEntry[];
}

export function encodePush(streams: readonly PushedStream[]): Uint8Array {
  return PUSH_REQUEST.encode(PUSH_REQUEST.create({ streams })).finish();
}

/** A push as promtail sends it. */
export function snappyPush(streams: readonly PushedStream[]): Uint8Array {
  return snappyCompress(encodePush(streams));
}
