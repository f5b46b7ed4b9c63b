/** The part of a result, in its order, that a query asks for. */
export interface RowWindow {
  readonly descending: boolean;
  readonly offset: number;
  /** The rows up to the end of the window, from the first of the result; may be Infinity. */
  readonly end: number;
}
