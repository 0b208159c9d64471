export function renderTypes(): Promise<string>;
export function storedTypes(): string;
