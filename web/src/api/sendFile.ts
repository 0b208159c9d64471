import { ApiError, csrf } from "./client";
import type { WaitingFile } from "./imports";
import type { Problem } from "./types";

/**
 * Send a file's bytes and say how many are there. With XMLHttpRequest: fetch does not tell how far
 * an upload is, and a file may have a gigabyte.
 */
export function sendFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<WaitingFile> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/imports/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    const token = csrf();
    if (token !== null) request.setRequestHeader("X-CSRF-Token", token);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      const answer: unknown = JSON.parse(request.responseText || "null");
      if (request.status === 201) done(answer as WaitingFile);
      else fail(new ApiError(request.status, answer as Problem | null));
    };
    request.onerror = () => fail(new ApiError(0, null));
    request.onabort = () => fail(new DOMException("The upload was stopped.", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
