export function pageSizes(): Record<string, { gzip: number; parts: [name: string, gzip: number][] }>;
