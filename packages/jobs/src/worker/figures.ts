/** What a worker counts about itself. */
export interface Figures {
  running: number;
  completed: number;
  failed: number;
}
