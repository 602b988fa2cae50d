export function init(root) {}
