import type { ServerResponse } from 'node:http';
import type { IdleWatch, Waiting } from './idle-watch.ts';

/** Cuts an answer off when its reader has taken nothing for too long: it keeps others from the place that it holds. */
export class AnswerWatch implements Waiting {
  sinceMs = 0;
  readonly #response: ServerResponse;
  readonly #watch: IdleWatch;
  #takenBytes = -1;

  /** Watches until the answer is sent, or its connection gone. */
  constructor(response: ServerResponse, watch: IdleWatch) {
    this.#response = response;
    this.#watch = watch;
    watch.add(this);
    response.once('close', () => watch.delete(this));
  }

  expire(): void {
    const { socket } = this.#response;
    if (socket === null) return;
    const pendingBytes = socket.writableLength + this.#response.writableLength;
    const takenBytes = socket.bytesWritten - socket.writableLength;
    if (pendingBytes > 0 && takenBytes === this.#takenBytes) {
      this.#response.destroy();
      return;
    }
    this.#takenBytes = takenBytes;
    this.#watch.add(this);
  }
}
