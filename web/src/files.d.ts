/** A file beside the bundle: its name, to be resolved against the module's own address. */
declare module "*.json" {
  const name: string;
  export default name;
}
