/** The part of cli-progress that is used here; the package brings no declarations. */
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: {
      readonly format: string;
      readonly stream: NodeJS.WritableStream;
      readonly barCompleteChar: string;
      readonly barIncompleteChar: string;
      readonly barsize: number;
      readonly clearOnComplete: boolean;
      readonly hideCursor: boolean;
      readonly linewrap: boolean;
    });
    start(total: number, value: number, payload: Readonly<Record<string, string>>): void;
    update(value: number, payload: Readonly<Record<string, string>>): void;
    stop(): void;
  }
}
