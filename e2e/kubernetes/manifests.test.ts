/** The manifests against the schemas of Kubernetes and KEDA, and against what the processes need. */

import { readdirSync, readFileSync } from "node:fs";
import { apiEnv } from "@assent/api";
import { boardEnv } from "@assent/board";
import { readEnv } from "@assent/runtime";
import type { AnyJson } from "@assent/testkit";
import { workerEnv } from "@assent/worker";
import { ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { Job } from "kubernetes-models/batch/v1/Job";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Namespace } from "kubernetes-models/v1/Namespace";
import { Secret } from "kubernetes-models/v1/Secret";
import { Service } from "kubernetes-models/v1/Service";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { SECRETS } from "../support/system.ts";

const FOLDER = new URL("../../deploy/kubernetes/", import.meta.url);
const MODELS = [Deployment, Job, PodDisruptionBudget, ConfigMap, Namespace, Secret, Service, ScaledObject, HorizontalPodAutoscaler];

/** The schemas judge the shape; the tests then look at a part of it. */
type Manifest = AnyJson;

const manifests: Manifest[] = readdirSync(FOLDER)
  .filter((file) => file !== "kustomization.yaml")
  .flatMap((file) => parseAllDocuments(readFileSync(new URL(file, FOLDER), "utf8")).map((document) => document.toJS({ maxAliasCount: 0 })));

const adapterRules: { name: { as: string }; metricsQuery: string }[] = parse(
  readFileSync(new URL("../monitoring/prometheus-adapter.yaml", FOLDER), "utf8"),
).rules.external;

const find = (kind: string, name: string): Manifest => manifests.find((one) => one.kind === kind && one.metadata.name === name);
const workloads = manifests.filter(({ kind }) => kind === "Deployment" || kind === "Job");
const containerOf = (workload: Manifest) => workload.spec.template.spec.containers[0];
const nameOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

/** What a container finds in its environment; a secret's value is not in the manifest, so `values` stand in. */
function environmentOf(workload: Manifest, values: Record<string, string>): Record<string, string> {
  const { env = [], envFrom = [] } = containerOf(workload);
  const sources = envFrom.map(({ configMapRef, secretRef }: Manifest) =>
    configMapRef ? find("ConfigMap", configMapRef.name).data : pick(values, Object.keys(find("Secret", secretRef.name).stringData)),
  );
  return Object.assign({}, ...sources, ...env.map(({ name, value }: Manifest) => ({ [name]: value })));
}

const pick = (values: Record<string, string>, names: string[]) => Object.fromEntries(names.map((name) => [name, values[name] ?? ""]));

describe("the manifests", () => {
  it.each(manifests.map((one) => [nameOf(one), one]))("%s fits its schema", (_, manifest) => {
    const model = MODELS.find((one) => one.kind === manifest.kind && one.apiVersion === manifest.apiVersion);
    expect(model).toBeDefined();
    if (model) new (model as unknown as new (data: unknown) => { validate(): void })(manifest).validate();
    expect(manifest.metadata.namespace ?? manifest.metadata.name).toBe("assent");
  });

  it("hold no value of a secret", () => {
    const values = manifests.filter(({ kind }) => kind === "Secret").flatMap(({ stringData }) => Object.values(stringData));
    expect(new Set(values)).toEqual(new Set([""]));
  });

  it.each(workloads.map((one) => [nameOf(one), one]))("%s runs without root, rights or a writable disk", (_, workload) => {
    const { securityContext, automountServiceAccountToken } = workload.spec.template.spec;
    expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } });
    expect(automountServiceAccountToken).toBe(false);
    const container = containerOf(workload);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.resources.limits.memory).toBeDefined();
  });

  const deployments = manifests.filter(({ kind }) => kind === "Deployment");
  it.each(deployments.map((one) => [nameOf(one), one]))("%s has time to drain, and probes on a port it has", (_, deployment) => {
    const drainS = Number(find("ConfigMap", "assent").data.DRAIN_DEADLINE_MS) / 1_000;
    const { lifecycle, ports, ...container } = containerOf(deployment);
    const pauseS = Number(lifecycle?.preStop.exec.command[1] ?? 0);
    expect(deployment.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(drainS + pauseS + 5);
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) expect(container[probe].httpGet.port).toBe(ports[0].name);
    expect(deployment.spec.selector.matchLabels).toEqual(deployment.spec.template.metadata.labels);
  });

  it.each([
    ["engine", apiEnv],
    ["worker", workerEnv],
    ["board", boardEnv],
  ])("give %s an environment with which it starts", (name, schema) => {
    const values = {
      ...SECRETS,
      DATABASE_URL: "postgres://database/assent",
      REDIS_URL: "redis://redis",
      BOARD_USER: "operator",
      BOARD_PASSWORD: "a-Long-enough-0ne",
    };
    const environment = environmentOf(find("Deployment", name), values);
    expect(readEnv(schema, environment)).toMatchObject({ NODE_ENV: "production" });
    if (name === "worker") expect(environment).not.toHaveProperty("SESSION_ENCRYPTION_KEY");
  });

  it.each(deployments.map((one) => [nameOf(one), one]))(
    "%s says where it is scraped: at a port that it has and no Service leads to",
    (_, deployment) => {
      const { annotations } = deployment.spec.template.metadata;
      const { ports } = containerOf(deployment);
      const port = ports.find(({ containerPort }: Manifest) => String(containerPort) === annotations["prometheus.io/port"]);
      expect(["metrics", "health"]).toContain(port?.name);
      const published = manifests.filter(({ kind }) => kind === "Service").flatMap(({ spec }) => spec.ports);
      expect(published.map(({ targetPort }: Manifest) => targetPort)).not.toContain(port.name);
    },
  );

  it("scale the deployment that takes the jobs, by one of two ways, by what the queue says and never by CPU", () => {
    const [scaled, autoscaler] = [find("ScaledObject", "worker").spec, find("HorizontalPodAutoscaler", "worker").spec];
    for (const { scaleTargetRef } of [scaled, autoscaler]) expect(scaleTargetRef.name).toBe(find("Deployment", "worker").metadata.name);
    expect([autoscaler.minReplicas, autoscaler.maxReplicas]).toEqual([scaled.minReplicaCount, scaled.maxReplicaCount]);
    expect(autoscaler.behavior).toEqual(scaled.advanced.horizontalPodAutoscalerConfig.behavior);
    expect(autoscaler.metrics.map(({ external }: Manifest) => external.metric.name)).toEqual(adapterRules.map(({ name }) => name.as));
    expect(scaled.triggers.map(({ metadata }: Manifest) => metadata.query)).toEqual(adapterRules.map(({ metricsQuery }) => metricsQuery));
    const { resources } = parse(readFileSync(new URL("kustomization.yaml", FOLDER), "utf8"));
    expect(resources.filter((file: string) => ["keda.yaml", "hpa.yaml"].includes(file))).toHaveLength(1);
  });
});
