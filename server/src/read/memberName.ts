import iconv from 'iconv-lite';

/**
 * The name of a member for display: UTF-8 where it is (whatever it says of itself), else the code page of DOS (CP850) or Windows-1252, whichever looks more French.
 * '\' becomes '/', a leading './' goes. Nothing is ever written under the result.
 */
export function displayNameOf(bytes: Uint8Array): string {
  return decodeName(bytes)
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
}

function decodeName(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const utf8 = buffer.toString('utf8');
  if (!utf8.includes('\ufffd')) return utf8;
  const dos = iconv.decode(buffer, 'cp850');
  const windows = iconv.decode(buffer, 'windows-1252');
  return frenchness(windows) > frenchness(dos) ? windows : dos;
}

/** How much a name looks French: its accented letters, against signs that names do not have. */
function frenchness(name: string): number {
  const letters = name.match(/[éèêëàâçîïôùûüœÉÈÊÀÂÇÎÔÙÛŒ]/g)?.length ?? 0;
  const strange = name.match(/[^\p{L}\p{N}\p{P}\p{Zs}+=$€°§~^`|<>]/gu)?.length ?? 0;
  return letters - 2 * strange;
}
