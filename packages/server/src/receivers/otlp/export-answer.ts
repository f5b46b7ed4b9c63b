import { ProtobufWriter } from '../protobuf/protobuf-writer.ts';

/** ExportLogsServiceResponse */
const PARTIAL_SUCCESS = 1;
/** ExportLogsPartialSuccess */
const REJECTED_LOG_RECORDS = 1;
const ERROR_MESSAGE = 2;
/** google.rpc.Status */
const CODE = 1;
const MESSAGE = 2;

/** Codes of gRPC. */
export const GRPC_CODE = {
  unknown: 2,
  invalidArgument: 3,
  permissionDenied: 7,
  resourceExhausted: 8,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

const CODE_OF_STATUS: Readonly<Record<number, number>> = {
  400: GRPC_CODE.invalidArgument,
  401: GRPC_CODE.unauthenticated,
  403: GRPC_CODE.permissionDenied,
  409: GRPC_CODE.invalidArgument,
  413: GRPC_CODE.resourceExhausted,
  415: GRPC_CODE.invalidArgument,
  429: GRPC_CODE.resourceExhausted,
  500: GRPC_CODE.internal,
  503: GRPC_CODE.unavailable,
  507: GRPC_CODE.unavailable,
};

/** The code of gRPC for a status of HTTP. */
export function grpcCodeOf(status: number): number {
  return CODE_OF_STATUS[status] ?? GRPC_CODE.unknown;
}

/** What became of an export: how many records were refused, and why. */
export interface ExportOutcome {
  readonly rejected: number;
  readonly reason: string;
}

/** An ExportLogsServiceResponse; empty where every record was stored. */
export function exportResponse({ rejected, reason }: ExportOutcome): Uint8Array {
  if (rejected === 0) return new Uint8Array(0);
  const partial = new ProtobufWriter().varint(REJECTED_LOG_RECORDS, BigInt(rejected)).bytes(ERROR_MESSAGE, reason);
  return new ProtobufWriter().bytes(PARTIAL_SUCCESS, partial.finish()).finish();
}

/** The same in JSON. */
export function exportResponseJson({ rejected, reason }: ExportOutcome): string {
  if (rejected === 0) return '{}';
  return JSON.stringify({ partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: reason } });
}

/** A `google.rpc.Status`. */
export function statusMessage(code: number, text: string): Uint8Array {
  return new ProtobufWriter().varint(CODE, BigInt(code)).bytes(MESSAGE, text).finish();
}
