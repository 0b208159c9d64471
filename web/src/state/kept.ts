import { useSyncExternalStore } from "react";

/** Something small that this browser keeps; read anew wherever it is changed. */
export class Kept<T> {
  readonly #name: string;
  readonly #listeners = new Set<() => void>();
  #value: T;

  constructor(name: string, read: (text: string | null) => T) {
    this.#name = name;
    this.#value = read(localStorage.getItem(name));
    // Another window of the same browser may change it.
    window.addEventListener("storage", (event) => {
      if (event.key === name) this.#settle(read(event.newValue));
    });
  }

  set(value: T): void {
    localStorage.setItem(this.#name, JSON.stringify(value));
    this.#settle(value);
  }

  use(): T {
    return useSyncExternalStore(
      (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      () => this.#value,
    );
  }

  #settle(value: T): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}
