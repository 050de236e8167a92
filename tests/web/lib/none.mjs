// A finding is a line. No findings, no failure; many findings, the first few.

export function none(findings, what = "findings") {
  if (findings.length === 0) return;
  const shown = findings.slice(0, 12).map((finding) => `  ${finding}`);
  if (findings.length > shown.length) shown.push(`  … and ${findings.length - shown.length} more`);
  const error = new Error(`${findings.length} ${what}\n${shown.join("\n")}`);
  error.stack = error.message;
  throw error;
}
