import { Gauge, type Registry } from 'prom-client';

/** Makes gauges that are read when somebody asks for them. */
export function gaugesOf(registry: Registry) {
  return (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
}
