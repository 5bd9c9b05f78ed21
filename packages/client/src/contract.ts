/** The types of docs/openapi.json, made by `npm run contract`. */

export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["readHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For a liveness probe */
        get: operations["readLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For a readiness probe: whether work is accepted */
        get: operations["readReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/detailed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The state of every part, at most a second old */
        get: operations["readDetailedHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions, newest first
         * @description Needs a token with the scope `sessions:read`; a user's own token is shown what is the user's own.
         */
        get: operations["listSessions"];
        put?: never;
        /**
         * Create a session under a valid consent
         * @description Needs a token with the scope `sessions:write`; with a user's own token, `user_id` must be the user's own.
         */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a session; its token is never part of it
         * @description Needs a token with the scope `sessions:read`; to a user's own token, what is somebody else's does not exist.
         */
        get: operations["readSession"];
        put?: never;
        post?: never;
        /**
         * Revoke a session
         * @description Needs a token with the scope `sessions:write`; to a user's own token, what is somebody else's does not exist.
         */
        delete: operations["revokeSession"];
        options?: never;
        head?: never;
        /**
         * End a session, or renew it under its consent
         * @description Needs a token with the scope `sessions:write`; to a user's own token, what is somebody else's does not exist.
         */
        patch: operations["changeSession"];
        trace?: never;
    };
    "/api/v1/sessions/{id}/unseal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a session's token, to log in with; a user's token, too, has to name the scope sessions:unseal
         * @description Needs a token with the scope `sessions:unseal`; to a user's own token, what is somebody else's does not exist.
         */
        post: operations["unsealSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List consents, newest first
         * @description Needs a token with the scope `consents:read`; a user's own token is shown what is the user's own.
         */
        get: operations["listConsents"];
        put?: never;
        /**
         * Record a user's consent
         * @description Needs a token with the scope `consents:write`; with a user's own token, `user_id` must be the user's own.
         */
        post: operations["grantConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a consent
         * @description Needs a token with the scope `consents:read`; to a user's own token, what is somebody else's does not exist.
         */
        get: operations["readConsent"];
        put?: never;
        post?: never;
        /**
         * Withdraw a consent; its sessions end in the same transaction
         * @description Needs a token with the scope `consents:write`; to a user's own token, what is somebody else's does not exist.
         */
        delete: operations["withdrawConsent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consents/{id}/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Judge a consent now; if it is not valid, its sessions end
         * @description Needs a token with the scope `consents:write`; to a user's own token, what is somebody else's does not exist.
         */
        post: operations["checkConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consents/{id}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a receipt of a consent, which proves it to whoever has the log's public key
         * @description Needs a token with the scope `consents:read`; to a user's own token, what is somebody else's does not exist.
         */
        get: operations["readConsentReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Destroy what is personal of a user, and withdraw every consent; refused while the user is under a legal hold
         * @description Needs a token with the scope `users:erase`; with a user's own token, `user_id` must be the user's own.
         */
        post: operations["eraseUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session-expiries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Expire all sessions that are due now, without waiting for a worker's next round
         * @description Needs a token with the scope `expiries:write`; users' own tokens are refused.
         */
        post: operations["expireSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs, newest first. A page may be shorter than its limit, or empty, and still have a next_cursor
         * @description Needs a token with the scope `jobs:read`; a user's own token is shown what is the user's own.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a job; with Prefer: wait=N, once it has settled or after N seconds
         * @description Needs a token with the scope `jobs:read`; to a user's own token, what is somebody else's does not exist.
         */
        get: operations["readJob"];
        put?: never;
        post?: never;
        /**
         * Cancel a job that no worker has claimed
         * @description Needs a token with the scope `jobs:write`; to a user's own token, what is somebody else's does not exist.
         */
        delete: operations["cancelJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a job as server-sent events, until it has settled
         * @description Needs a token with the scope `jobs:read`; to a user's own token, what is somebody else's does not exist.
         */
        get: operations["followJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow what happens: the events after a cursor; with Prefer: wait=N the next ones, and as a stream to whoever accepts text/event-stream
         * @description Needs a token with the scope `events:read`; a user's own token is shown what is the user's own.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks, newest first; never a secret
         * @description Needs a token with the scope `webhooks:read`; users' own tokens are refused.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Have events delivered to an address, signed as Standard Webhooks has it. 409 when there are 100
         * @description Needs a token with the scope `webhooks:write`; users' own tokens are refused.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a webhook: its last delivery, since when it fails, whether it is parked
         * @description Needs a token with the scope `webhooks:read`; users' own tokens are refused.
         */
        get: operations["readWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook; what is under way to it may still arrive
         * @description Needs a token with the scope `webhooks:write`; users' own tokens are refused.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change, pause or resume a webhook, or give it another secret
         * @description Needs a token with the scope `webhooks:write`; users' own tokens are refused.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/api/v1/webhooks/{id}/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver again what has happened since a time, and go on from there; also begins again with one that is parked
         * @description Needs a token with the scope `webhooks:write`; users' own tokens are refused.
         */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/tests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver a `webhook.test`, whatever state it is in, and answer how that went
         * @description Needs a token with the scope `webhooks:write`; users' own tokens are refused.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was done, by whom, about whom, under which job; newest first
         * @description Needs a token with the scope `audit:read`; users' own tokens are refused.
         */
        get: operations["listAuditLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last checkpoint of the sealed audit log
         * @description Needs a token with the scope `audit:read`; users' own tokens are refused.
         */
        get: operations["readAuditCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/{id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that a row is in the sealed audit log
         * @description Needs a token with the scope `audit:read`; users' own tokens are refused.
         */
        get: operations["proveAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that the sealed audit log of one size is the beginning of that of another
         * @description Needs a token with the scope `audit:read`; users' own tokens are refused.
         */
        get: operations["proveAuditConsistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a failed job again
         * @description Needs a token with the scope `jobs:write`; users' own tokens are refused.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/diagnosis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say why a job is not running
         * @description Needs a token with the scope `jobs:read`; users' own tokens are refused.
         */
        get: operations["diagnoseJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/job-operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List operations on many jobs, newest first
         * @description Needs a token with the scope `jobs:read`; users' own tokens are refused.
         */
        get: operations["listJobOperations"];
        put?: never;
        /**
         * Retry or cancel all jobs that match; the workers do it batch by batch. 409 while the same is under way
         * @description Needs a token with the scope `jobs:write`; users' own tokens are refused.
         */
        post: operations["startJobOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/job-operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how far an operation is
         * @description Needs a token with the scope `jobs:read`; users' own tokens are refused.
         */
        get: operations["readJobOperation"];
        put?: never;
        post?: never;
        /**
         * Stop an operation; what it has done stays done
         * @description Needs a token with the scope `jobs:write`; users' own tokens are refused.
         */
        delete: operations["stopJobOperation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the job kinds: what waits, what became of jobs in the last minutes, and who paused which
         * @description Needs a token with the scope `workers:read`; users' own tokens are refused.
         */
        get: operations["listKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kinds/{kind}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a kind: workers take no jobs of it, and hear of it with their next heartbeat
         * @description Needs a token with the scope `kinds:write`; users' own tokens are refused.
         */
        post: operations["pauseKind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kinds/{kind}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a paused kind run again
         * @description Needs a token with the scope `kinds:write`; users' own tokens are refused.
         */
        post: operations["resumeKind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the encryption keys, how far each that is being left has come, and the API processes that have them; never a key
         * @description Needs a token with the scope `keys:read`; users' own tokens are refused.
         */
        get: operations["listKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/key-rotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have another key seal, once every live API process has it; what is under the others is rewrapped, and they are retired
         * @description Needs a token with the scope `keys:rotate`; users' own tokens are refused.
         */
        post: operations["rotateKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/legal-holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the legal holds that are in force, newest first
         * @description Needs a token with the scope `holds:read`; users' own tokens are refused.
         */
        get: operations["listLegalHolds"];
        put?: never;
        /**
         * Forbid that anything of a user is destroyed; a user may be under several holds
         * @description Needs a token with the scope `holds:write`; users' own tokens are refused.
         */
        post: operations["placeLegalHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/legal-holds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Release a legal hold
         * @description Needs a token with the scope `holds:write`; users' own tokens are refused.
         */
        delete: operations["releaseLegalHold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List workers, newest first
         * @description Needs a token with the scope `workers:read`; users' own tokens are refused.
         */
        get: operations["listWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a worker
         * @description Needs a token with the scope `workers:read`; users' own tokens are refused.
         */
        get: operations["readWorker"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workers/{id}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order a worker to finish what it has and stop; it hears it with its next heartbeat
         * @description Needs a token with the scope `workers:write`; users' own tokens are refused.
         */
        post: operations["drainWorker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The fleet at one glance: workers, kinds, rates and the latest failures
         * @description Needs a token with the scope `workers:read`; users' own tokens are refused.
         */
        get: operations["readOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    event: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An event, delivered to the address of a webhook
         * @description Signed as Standard Webhooks has it; docs/events.md says when it is tried again.
         */
        post: operations["deliverEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * @example {
         *       "message": "Accepted; follow status_url for the outcome",
         *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
         *       "job": {
         *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
         *         "kind": "session.create",
         *         "status": "queued"
         *       },
         *       "status_url": "/api/v1/jobs/0193f4c1-69f0-7000-8000-00000000000b"
         *     }
         */
        Accepted: {
            message: string;
            job_id: string;
            job: {
                id: string;
                kind: string;
                status: string;
            };
            status_url: string;
        };
        /**
         * @example {
         *       "id": "0193f4c1-6a01-7000-8000-0000000000a1",
         *       "occurred_at": "2027-01-31T12:00:00.250Z",
         *       "actor": "my-engine",
         *       "action": "session.created",
         *       "subject": "session:0193f4c1-6a00-7000-8000-00000000005e",
         *       "outcome": "ok",
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
         *       "worker_id": "0193f4c0-1200-7000-8000-0000000000f1",
         *       "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
         *       "detail": {
         *         "consent_id": "0192a000-0000-7000-8000-0000000000ca"
         *       }
         *     }
         */
        AuditLog: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            occurred_at: string;
            actor: string;
            /** @enum {string} */
            action: "session.created" | "session.renewed" | "session.revoked" | "session.expired" | "session.read" | "session.listed" | "session.unsealed" | "consent.granted" | "consent.withdrawn" | "consent.expired" | "consent.checked" | "job.failed" | "job.cancelled" | "job.retried" | "worker.lost" | "worker.drained" | "kind.paused" | "kind.resumed" | "operation.started" | "operation.ended" | "key.activated" | "key.rewrapped" | "key.retired" | "webhook.created" | "webhook.changed" | "webhook.deleted" | "webhook.replayed" | "webhook.delivered" | "webhook.parked" | "user.viewed" | "user.erased" | "hold.placed" | "hold.released" | "audit.exported" | "board.login" | "board.logout" | "board.denied" | "board.paused" | "board.resumed";
            subject: string;
            /** @enum {string} */
            outcome: "ok" | "refused" | "failed";
            user_id: string | null;
            job_id: string | null;
            worker_id: string | null;
            request_id: string | null;
            detail: {
                [key: string]: unknown;
            };
        };
        /**
         * @example {
         *       "id": "0192a000-0000-7000-8000-0000000000ca",
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "purpose": "account_session",
         *       "document_version": "2026-11",
         *       "sportsbooks": [
         *         "test_sportsbook"
         *       ],
         *       "evidence": {
         *         "form": "signup",
         *         "locale": "en-GB"
         *       },
         *       "status": "valid",
         *       "granted_at": "2027-01-31T12:00:00.000Z",
         *       "expires_at": null,
         *       "withdrawn_at": null,
         *       "withdrawal_reason": null
         *     }
         */
        Consent: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            user_id: string;
            purpose: string;
            document_version: string;
            sportsbooks: string[] | null;
            evidence: {
                [key: string]: string | number | boolean | null;
            } | null;
            /** @enum {string} */
            status: "valid" | "expired" | "withdrawn";
            /** Format: date-time */
            granted_at: string;
            expires_at: string | null;
            withdrawn_at: string | null;
            withdrawal_reason: string | null;
        };
        /**
         * @example {
         *       "id": "0193f4c1-6a00-7000-8000-00000000005e",
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "sportsbook": "test_sportsbook",
         *       "status": "active",
         *       "created_at": "2027-01-31T12:00:00.000Z",
         *       "expires_at": "2027-01-31T18:00:00.000Z"
         *     }
         */
        CreatedSession: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            user_id: string;
            sportsbook: string;
            /** @enum {string} */
            status: "active" | "expired" | "revoked";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
        };
        /**
         * @example {
         *       "state": "waiting",
         *       "attempt": 0
         *     }
         */
        Delivery: {
            state: string;
            attempt: number;
        };
        /**
         * @example {
         *       "status": "healthy",
         *       "timestamp": "2027-01-31T12:00:00.000Z",
         *       "uptime": 86400.25,
         *       "environment": "production",
         *       "paperTradingMode": true,
         *       "services": {
         *         "database": {
         *           "status": "healthy",
         *           "latency_ms": 0.8
         *         },
         *         "redis": {
         *           "status": "healthy",
         *           "latency_ms": 0.8
         *         },
         *         "queue": {
         *           "status": "healthy",
         *           "latency_ms": 0.8,
         *           "backend": "redis",
         *           "queued": 4,
         *           "oldest_ms": 12
         *         },
         *         "workers": {
         *           "status": "healthy",
         *           "latency_ms": 0.8,
         *           "running": 2
         *         }
         *       }
         *     }
         */
        DetailedHealth: {
            /** @enum {string} */
            status: "healthy" | "degraded" | "unhealthy";
            timestamp: string;
            /** @description seconds */
            uptime: number;
            environment: string;
            paperTradingMode: boolean;
            services: {
                database: {
                    /** @enum {string} */
                    status: "healthy" | "degraded" | "unhealthy" | "not_configured";
                    latency_ms: number | null;
                } & {
                    [key: string]: unknown;
                };
                redis: {
                    /** @enum {string} */
                    status: "healthy" | "degraded" | "unhealthy" | "not_configured";
                    latency_ms: number | null;
                } & {
                    [key: string]: unknown;
                };
                queue: {
                    /** @enum {string} */
                    status: "healthy" | "degraded" | "unhealthy" | "not_configured";
                    latency_ms: number | null;
                } & {
                    [key: string]: unknown;
                };
                workers: {
                    /** @enum {string} */
                    status: "healthy" | "degraded" | "unhealthy" | "not_configured";
                    latency_ms: number | null;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /**
         * @example {
         *       "reason": "waiting",
         *       "words": "It waits for its turn; 12 older jobs of its kind come first.",
         *       "since": "2027-01-31T12:00:00.000Z",
         *       "until": null,
         *       "worker_id": null,
         *       "ahead": 12
         *     }
         */
        Diagnosis: {
            /**
             * @description for programs
             * @enum {string}
             */
            reason: "settled" | "running" | "worker-silent" | "kind-paused" | "no-worker" | "backing-off" | "waiting" | "run-by-api" | "undelivered" | "delivery-away";
            /** @description for people; not to be parsed */
            words: string;
            /** @description since when it is so, where that is known */
            since: string | null;
            /** @description about when that changes by itself, where that is known */
            until: string | null;
            /** @description the worker that has it, or had it */
            worker_id: string | null;
            /** @description how many older jobs of its kind wait; 1000 stands for as many or more */
            ahead: number | null;
        };
        /**
         * @example {
         *       "consents_withdrawn": 1,
         *       "sessions_ended": 2,
         *       "consents_erased": 1,
         *       "sessions_erased": 2,
         *       "jobs_cancelled": 0,
         *       "jobs_erased": 5
         *     }
         */
        Erasure: {
            consents_withdrawn: number;
            /** @description with their tokens and keys */
            sessions_ended: number;
            /** @description of which evidence, its salt or a reason was destroyed */
            consents_erased: number;
            /** @description of which the reason of their end was destroyed */
            sessions_erased: number;
            /** @description which waited or had failed */
            jobs_cancelled: number;
            /** @description of which payload or result held something personal */
            jobs_erased: number;
        };
        /**
         * @example {
         *       "id": "0193f4c1-6a01-7000-8000-0000000000a1",
         *       "type": "session.created",
         *       "occurred_at": "2027-01-31T12:00:00.250Z",
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "session_id": "0193f4c1-6a00-7000-8000-00000000005e",
         *       "consent_id": "0192a000-0000-7000-8000-0000000000ca",
         *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
         *       "data": {
         *         "sportsbook": "test_sportsbook",
         *         "expires_at": "2027-01-31T18:00:00.000Z",
         *         "paper_trading": true
         *       }
         *     }
         */
        Event: {
            /**
             * Format: uuid
             * @description that of its row in the audit log; the same however often it is told
             */
            id: string;
            /** @enum {string} */
            type: "session.created" | "session.renewed" | "session.expired" | "session.revoked" | "consent.granted" | "consent.withdrawn" | "consent.expired" | "job.failed";
            /**
             * Format: date-time
             * @description by PostgreSQL's clock; not the order of events
             */
            occurred_at: string;
            user_id: string | null;
            session_id: string | null;
            consent_id: string | null;
            job_id: string | null;
            /** @description what else there is to know, by type; never a token nor evidence */
            data: {
                [key: string]: unknown;
            };
        };
        /**
         * @example {
         *       "status": "healthy",
         *       "timestamp": "2027-01-31T12:00:00.000Z",
         *       "uptime": 86400.25,
         *       "environment": "production",
         *       "paperTradingMode": true
         *     }
         */
        Health: {
            /** @enum {string} */
            status: "healthy" | "degraded" | "unhealthy";
            timestamp: string;
            /** @description seconds */
            uptime: number;
            environment: string;
            paperTradingMode: boolean;
        };
        /**
         * @example {
         *       "id": "0193f4c1-69f0-7000-8000-00000000000b",
         *       "kind": "session.create",
         *       "status": "completed",
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "principal": "my-engine",
         *       "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
         *       "trace_id": null,
         *       "attempts": 0,
         *       "worker_id": "0193f4c0-1200-7000-8000-0000000000f1",
         *       "result": {
         *         "session": {
         *           "id": "0193f4c1-6a00-7000-8000-00000000005e",
         *           "status": "active"
         *         }
         *       },
         *       "problem": null,
         *       "created_at": "2027-01-31T12:00:00.000Z",
         *       "started_at": "2027-01-31T12:00:00.250Z",
         *       "settled_at": "2027-01-31T12:00:00.250Z"
         *     }
         */
        Job: {
            /** Format: uuid */
            id: string;
            kind: string;
            /** @enum {string} */
            status: "queued" | "completed" | "refused" | "failed" | "cancelled";
            user_id: string | null;
            principal: string;
            request_id: string | null;
            trace_id: string | null;
            attempts: number;
            worker_id: string | null;
            result: unknown;
            problem: components["schemas"]["Problem"] | null;
            /** Format: date-time */
            created_at: string;
            started_at: string | null;
            settled_at: string | null;
        };
        /**
         * @example {
         *       "kind": "session.create",
         *       "user_id": null,
         *       "principal": null,
         *       "request_id": null,
         *       "since": "2027-01-31T12:00:00.000Z",
         *       "until": "2027-01-31T18:00:00.000Z"
         *     }
         */
        JobFilter: {
            kind: string | null;
            user_id: string | null;
            principal: string | null;
            request_id: string | null;
            since: string | null;
            until: string | null;
        };
        /**
         * @example {
         *       "id": "0193f4c2-0a10-7000-8000-0000000000b0",
         *       "action": "retry",
         *       "status": "running",
         *       "filter": {
         *         "kind": "session.create",
         *         "user_id": null,
         *         "principal": null,
         *         "request_id": null,
         *         "since": "2027-01-31T12:00:00.000Z",
         *         "until": "2027-01-31T18:00:00.000Z"
         *       },
         *       "principal": "operator",
         *       "reason": "the database was away",
         *       "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
         *       "matched": 1200,
         *       "counted_all": true,
         *       "done": 400,
         *       "skipped": 0,
         *       "created_at": "2027-01-31T18:00:00.000Z",
         *       "ended_at": null
         *     }
         */
        JobOperation: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            action: "retry" | "cancel";
            /** @enum {string} */
            status: "running" | "completed" | "cancelled";
            filter: components["schemas"]["JobFilter"];
            principal: string;
            reason: string | null;
            request_id: string | null;
            matched: number;
            /** @description false when more jobs may match: no more were looked at */
            counted_all: boolean;
            done: number;
            skipped: number;
            /** Format: date-time */
            created_at: string;
            ended_at: string | null;
        };
        /**
         * @example {
         *       "key_id": "k2027-01",
         *       "state": "active",
         *       "held_by": 2,
         *       "sealing": 2,
         *       "to_rewrap": null,
         *       "rewrapped": 0,
         *       "unopenable": 0,
         *       "announced_at": "2027-01-31T12:00:00.000Z",
         *       "activated_at": "2027-01-31T12:00:00.250Z",
         *       "retired_at": null
         *     }
         */
        Key: {
            key_id: string;
            /** @enum {string} */
            state: "announced" | "active" | "decrypt_only" | "retired";
            /** @description how many live API processes have it */
            held_by: number;
            /** @description how many of them seal with it */
            sealing: number;
            /** @description of a key that is being left: tokens that were under it when that began */
            to_rewrap: number | null;
            /** @description those that are under the active key by now; may become more than there were, as new ones came */
            rewrapped: number;
            /** @description those that did not open when they were last tried: they keep the key from being retired */
            unopenable: number;
            /** Format: date-time */
            announced_at: string;
            activated_at: string | null;
            retired_at: string | null;
        };
        /**
         * @example {
         *       "id": "0193f4c0-1200-7000-8000-0000000000f1",
         *       "hostname": "engine-1",
         *       "pid": 7,
         *       "key_ids": [
         *         "k2027-01"
         *       ],
         *       "seals_with": "k2027-01",
         *       "last_seen_at": "2027-01-31T12:00:00.000Z"
         *     }
         */
        KeyHolder: {
            /** Format: uuid */
            id: string;
            hostname: string;
            pid: number;
            key_ids: string[];
            /** @description null: it lacks the active key, seals nothing and is not ready */
            seals_with: string | null;
            /** Format: date-time */
            last_seen_at: string;
        };
        /**
         * @example {
         *       "kind": "session.create",
         *       "inline": false,
         *       "queued": 4,
         *       "oldest_ms": 12,
         *       "pause": null,
         *       "figures": {
         *         "minutes": 5,
         *         "accepted": 1200,
         *         "completed": 1180,
         *         "refused": 12,
         *         "failed": 0,
         *         "start_ms": {
         *           "p50": 3,
         *           "p99": 21
         *         },
         *         "run_ms": {
         *           "p50": 4,
         *           "p99": 30
         *         }
         *       }
         *     }
         */
        Kind: {
            kind: string;
            /** @description run by the API itself; cannot be paused */
            inline: boolean;
            /** @description open jobs; 10000 stands for as many or more */
            queued: number;
            /** @description how long the oldest of them has waited */
            oldest_ms: number | null;
            pause: components["schemas"]["KindPause"] | null;
            figures: components["schemas"]["KindFigures"];
        };
        /**
         * @example {
         *       "minutes": 5,
         *       "accepted": 1200,
         *       "completed": 1180,
         *       "refused": 12,
         *       "failed": 0,
         *       "start_ms": {
         *         "p50": 3,
         *         "p99": 21
         *       },
         *       "run_ms": {
         *         "p50": 4,
         *         "p99": 30
         *       }
         *     }
         */
        KindFigures: {
            /** @description so many, the current one included */
            minutes: number;
            accepted: number;
            completed: number;
            refused: number;
            failed: number;
            /** @description from acceptance to start; null when none ran */
            start_ms: {
                p50: number;
                p99: number;
            } | null;
            /** @description how long the transaction took */
            run_ms: {
                p50: number;
                p99: number;
            } | null;
        };
        /**
         * @example {
         *       "kind": "session.create",
         *       "paused_by": "operator",
         *       "paused_at": "2027-01-31T12:00:00.000Z",
         *       "reason": "the sportsbook is down"
         *     }
         */
        KindPause: {
            kind: string;
            paused_by: string;
            /** Format: date-time */
            paused_at: string;
            reason: string | null;
        };
        /**
         * @example {
         *       "id": "0193f4c2-0b20-7000-8000-0000000000d1",
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "reason": "case 4711",
         *       "placed_by": "counsel",
         *       "placed_at": "2027-01-31T12:00:00.000Z"
         *     }
         */
        LegalHold: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            user_id: string;
            reason: string;
            placed_by: string;
            /** Format: date-time */
            placed_at: string;
        };
        /**
         * @example {
         *       "id": "0193f4c1-69f0-7000-8000-00000000000b",
         *       "kind": "session.create",
         *       "status": "completed",
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "principal": "my-engine",
         *       "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
         *       "trace_id": null,
         *       "attempts": 0,
         *       "worker_id": "0193f4c0-1200-7000-8000-0000000000f1",
         *       "problem": null,
         *       "created_at": "2027-01-31T12:00:00.000Z",
         *       "started_at": "2027-01-31T12:00:00.250Z",
         *       "settled_at": "2027-01-31T12:00:00.250Z"
         *     }
         */
        ListedJob: {
            /** Format: uuid */
            id: string;
            kind: string;
            /** @enum {string} */
            status: "queued" | "completed" | "refused" | "failed" | "cancelled";
            user_id: string | null;
            principal: string;
            request_id: string | null;
            trace_id: string | null;
            attempts: number;
            worker_id: string | null;
            problem: components["schemas"]["Problem"] | null;
            /** Format: date-time */
            created_at: string;
            started_at: string | null;
            settled_at: string | null;
        };
        /**
         * @example {
         *       "id": "0193f4c1-69f0-7000-8000-00000000000b",
         *       "kind": "session.create",
         *       "status": "completed",
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "principal": "my-engine",
         *       "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
         *       "trace_id": null,
         *       "attempts": 0,
         *       "worker_id": "0193f4c0-1200-7000-8000-0000000000f1",
         *       "result": {
         *         "session": {
         *           "id": "0193f4c1-6a00-7000-8000-00000000005e",
         *           "status": "active"
         *         }
         *       },
         *       "problem": null,
         *       "created_at": "2027-01-31T12:00:00.000Z",
         *       "started_at": "2027-01-31T12:00:00.250Z",
         *       "settled_at": "2027-01-31T12:00:00.250Z",
         *       "delivery": null
         *     }
         */
        LiveJob: {
            /** Format: uuid */
            id: string;
            kind: string;
            /** @enum {string} */
            status: "queued" | "completed" | "refused" | "failed" | "cancelled";
            user_id: string | null;
            principal: string;
            request_id: string | null;
            trace_id: string | null;
            attempts: number;
            worker_id: string | null;
            result: unknown;
            problem: components["schemas"]["Problem"] | null;
            /** Format: date-time */
            created_at: string;
            started_at: string | null;
            settled_at: string | null;
            /** @description where BullMQ has it; null once it has settled */
            delivery: components["schemas"]["Delivery"] | null;
        };
        /**
         * @example {
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "purpose": "account_session",
         *       "document_version": "2026-11",
         *       "sportsbooks": [
         *         "test_sportsbook"
         *       ],
         *       "expires_at": null,
         *       "evidence": {
         *         "form": "signup",
         *         "locale": "en-GB"
         *       }
         *     }
         */
        NewConsent: {
            /** Format: uuid */
            user_id: string;
            /** @description sessions need "account_session" */
            purpose: string;
            document_version: string;
            /**
             * @description null covers all
             * @default null
             */
            sportsbooks?: string[] | null;
            expires_at?: string | null;
            /** @default null */
            evidence?: {
                [key: string]: string | number | boolean | null;
            } | null;
        };
        /**
         * @example {
         *       "user_id": "0192a000-0000-7000-8000-00000000000a"
         *     }
         */
        NewErasure: {
            /** Format: uuid */
            user_id: string;
            /** @description answer what would be destroyed, and do nothing */
            dry_run?: boolean;
        };
        /**
         * @example {
         *       "action": "retry",
         *       "filter": {
         *         "kind": "session.create",
         *         "since": "2027-01-31T12:00:00.000Z",
         *         "until": "2027-01-31T18:00:00.000Z"
         *       },
         *       "reason": "the database was away"
         *     }
         */
        NewJobOperation: {
            /**
             * @description retry what has failed, or cancel what waits
             * @enum {string}
             */
            action: "retry" | "cancel";
            filter: {
                /** @enum {string} */
                kind?: "session.create" | "session.renew" | "session.revoke" | "session.expire" | "consent.grant" | "consent.withdraw" | "consent.check" | "user.erase" | "webhook.deliver";
                /** Format: uuid */
                user_id?: string;
                principal?: string;
                request_id?: string;
                /**
                 * Format: date-time
                 * @description accepted at this time or later
                 */
                since?: string;
                /**
                 * Format: date-time
                 * @description accepted at this time or before
                 */
                until?: string;
            };
            /**
             * @description needed with an empty filter, which means every job
             * @constant
             */
            all?: true;
            /** @description goes into the audit log */
            reason?: string;
            /** @description answer how many jobs match, and do nothing */
            dry_run?: boolean;
        };
        /**
         * @example {
         *       "to": "k2027-01"
         *     }
         */
        NewKeyRotation: {
            /** @description the key that shall seal; may be left out when only one is announced */
            to?: string;
        };
        /**
         * @example {
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "reason": "case 4711"
         *     }
         */
        NewLegalHold: {
            /** Format: uuid */
            user_id: string;
            /** @description names the matter; goes into the audit log and stays there, so nothing personal */
            reason: string;
        };
        /**
         * @example {
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "sportsbook": "test_sportsbook",
         *       "session_data": "a-token-from-the-sportsbook",
         *       "consent_id": "0192a000-0000-7000-8000-0000000000ca",
         *       "expires_at": "2027-01-31T18:00:00.000Z"
         *     }
         */
        NewSession: {
            /** Format: uuid */
            user_id: string;
            sportsbook: string;
            /** @description the third-party session token; sealed before it is stored, and given back by unseal only */
            session_data: string;
            /** Format: uuid */
            consent_id: string;
            /** Format: date-time */
            expires_at: string;
        };
        /**
         * @example {
         *       "url": "https://engine.example/webhooks",
         *       "types": [
         *         "session.revoked"
         *       ]
         *     }
         */
        NewWebhook: {
            /**
             * @description https, and to no private address
             * @example https://engine.example/webhooks
             */
            url: string;
            /** @description null for all */
            types?: ("session.created" | "session.renewed" | "session.expired" | "session.revoked" | "consent.granted" | "consent.withdrawn" | "consent.expired" | "job.failed")[] | null;
            /**
             * Format: date-time
             * @description deliver what has happened since, too
             */
            since?: string;
        };
        /**
         * @example {
         *       "at": "2027-01-31T12:00:00.000Z",
         *       "workers": {
         *         "starting": 0,
         *         "running": 2,
         *         "draining": 0,
         *         "stopped": 1,
         *         "lost": 0
         *       },
         *       "in_hand": 4,
         *       "concurrency": 32,
         *       "per_second": {
         *         "accepted": 20,
         *         "completed": 19.7,
         *         "refused": 0.2,
         *         "failed": 0
         *       },
         *       "kinds": [
         *         {
         *           "kind": "session.create",
         *           "inline": false,
         *           "queued": 4,
         *           "oldest_ms": 12,
         *           "pause": null,
         *           "figures": {
         *             "minutes": 5,
         *             "accepted": 1200,
         *             "completed": 1180,
         *             "refused": 12,
         *             "failed": 0,
         *             "start_ms": {
         *               "p50": 3,
         *               "p99": 21
         *             },
         *             "run_ms": {
         *               "p50": 4,
         *               "p99": 30
         *             }
         *           }
         *         }
         *       ],
         *       "last_failures": [
         *         {
         *           "id": "0193f4c1-69f0-7000-8000-00000000000b",
         *           "kind": "session.create",
         *           "user_id": "0192a000-0000-7000-8000-00000000000a",
         *           "problem": {
         *             "type": "urn:assent:problem:job-failed",
         *             "status": 500,
         *             "title": "The job has failed",
         *             "detail": "The job has failed."
         *           },
         *           "settled_at": "2027-01-31T12:00:00.250Z"
         *         }
         *       ]
         *     }
         */
        Overview: {
            /** Format: date-time */
            at: string;
            /** @description of those that have ended, the ones of the last five minutes */
            workers: {
                starting: number;
                running: number;
                draining: number;
                stopped: number;
                lost: number;
            };
            /** @description jobs that live workers have taken and not settled */
            in_hand: number;
            /** @description about how many jobs of each kind the running workers take at once */
            concurrency: number;
            /** @description over the last minute */
            per_second: {
                accepted: number;
                completed: number;
                refused: number;
                failed: number;
            };
            kinds: components["schemas"]["Kind"][];
            /** @description none without jobs:read */
            last_failures: {
                /** Format: uuid */
                id: string;
                kind: string;
                user_id: string | null;
                problem: components["schemas"]["Problem"] | null;
                settled_at: string | null;
            }[];
        };
        /**
         * @example {
         *       "reason": "the sportsbook is down"
         *     }
         */
        Pausing: {
            reason?: string;
        };
        /**
         * @example {
         *       "status": "ready"
         *     }
         */
        Probe: {
            status: string;
            /** @description what this process lacks */
            reason?: string;
        };
        /**
         * @example {
         *       "type": "urn:assent:problem:not-found",
         *       "title": "Not found",
         *       "status": 404,
         *       "detail": "There is no such session.",
         *       "instance": "urn:assent:request:6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001"
         *     }
         */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            instance?: string;
            reasons?: string[];
            errors?: {
                field: string;
                rule: string;
            }[];
            job_id?: string;
            trace_id?: string;
        };
        /**
         * @example {
         *       "id": "0193f4c1-6a00-7000-8000-00000000005e",
         *       "user_id": "0192a000-0000-7000-8000-00000000000a",
         *       "sportsbook": "test_sportsbook",
         *       "status": "active",
         *       "created_at": "2027-01-31T12:00:00.000Z",
         *       "expires_at": "2027-01-31T18:00:00.000Z",
         *       "consent_id": "0192a000-0000-7000-8000-0000000000ca",
         *       "paper_trading": true,
         *       "ended_at": null,
         *       "end_reason": null,
         *       "version": 1,
         *       "updated_at": "2027-01-31T12:00:00.000Z"
         *     }
         */
        Session: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            user_id: string;
            sportsbook: string;
            /** @enum {string} */
            status: "active" | "expired" | "revoked";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            consent_id: string;
            paper_trading: boolean;
            ended_at: string | null;
            end_reason: string | null;
            version: number;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @example {
         *       "expires_at": "2027-01-31T18:00:00.000Z"
         *     }
         */
        SessionChange: {
            /** @enum {string} */
            status?: "expired" | "revoked";
            /** Format: date-time */
            expires_at?: string;
        };
        /**
         * @example {
         *       "purpose": "log in before the match"
         *     }
         */
        Unsealing: {
            /** @description what the token is wanted for; goes into the audit log */
            purpose: string;
        };
        /**
         * @example {
         *       "id": "0193f4c2-0a10-7000-8000-0000000000b0",
         *       "url": "https://engine.example/webhooks",
         *       "types": [
         *         "session.expired",
         *         "session.revoked"
         *       ],
         *       "status": "active",
         *       "last_delivery": {
         *         "at": "2027-01-31T18:00:00.000Z",
         *         "event_id": "0193f4c1-6a01-7000-8000-0000000000a1",
         *         "ok": true,
         *         "status": 204,
         *         "error": null,
         *         "took_ms": 12
         *       },
         *       "attempts": 0,
         *       "failing_since": null,
         *       "next_attempt_at": null,
         *       "parked_at": null,
         *       "previous_secret_until": null,
         *       "created_at": "2027-01-31T12:00:00.000Z"
         *     }
         */
        Webhook: {
            /** Format: uuid */
            id: string;
            url: string;
            /** @description null for all */
            types: ("session.created" | "session.renewed" | "session.expired" | "session.revoked" | "consent.granted" | "consent.withdrawn" | "consent.expired" | "job.failed")[] | null;
            /** @enum {string} */
            status: "active" | "paused" | "parked";
            last_delivery: components["schemas"]["WebhookDelivery"] | null;
            /** @description that have failed since the last success */
            attempts: number;
            failing_since: string | null;
            /** @description while it is failing */
            next_attempt_at: string | null;
            parked_at: string | null;
            /** @description until then requests are signed with the secret before, too */
            previous_secret_until: string | null;
            /** Format: date-time */
            created_at: string;
        };
        /**
         * @example {
         *       "status": "active",
         *       "rotate_secret": true
         *     }
         */
        WebhookChange: {
            /**
             * @description https, and to no private address
             * @example https://engine.example/webhooks
             */
            url?: string;
            /** @description null for all */
            types?: ("session.created" | "session.renewed" | "session.expired" | "session.revoked" | "consent.granted" | "consent.withdrawn" | "consent.expired" | "job.failed")[] | null;
            /**
             * @description active also begins again with one that is parked or failing
             * @enum {string}
             */
            status?: "active" | "paused";
            /**
             * @description answers a new secret; for a day requests are signed with both
             * @constant
             */
            rotate_secret?: true;
        };
        /**
         * @example {
         *       "at": "2027-01-31T18:00:00.000Z",
         *       "event_id": "0193f4c1-6a01-7000-8000-0000000000a1",
         *       "ok": true,
         *       "status": 204,
         *       "error": null,
         *       "took_ms": 12
         *     }
         */
        WebhookDelivery: {
            /** Format: date-time */
            at: string;
            /** @description null for a test */
            event_id: string | null;
            ok: boolean;
            /** @description of the answer; null without one */
            status: number | null;
            error: ("status" | "redirect" | "timeout" | "endless" | "unreachable" | "refused-address" | "key-unavailable") | null;
            took_ms: number;
        };
        /**
         * @example {
         *       "since": "2027-01-31T12:00:00.000Z"
         *     }
         */
        WebhookReplay: {
            /**
             * Format: date-time
             * @description from this time on, with some events of the minute before
             */
            since: string;
        };
        /**
         * @example {
         *       "reason": "the user has left"
         *     }
         */
        Withdrawal: {
            reason?: string;
        };
        /**
         * @example {
         *       "id": "0193f4c0-1200-7000-8000-0000000000f1",
         *       "hostname": "worker-1",
         *       "pid": 42,
         *       "version": "0.1.0",
         *       "status": "running",
         *       "desired": "run",
         *       "kinds": [
         *         "session.create",
         *         "session.expire"
         *       ],
         *       "concurrency": 16,
         *       "running": 2,
         *       "completed": 1841,
         *       "failed": 0,
         *       "rss_bytes": 121634816,
         *       "event_loop_lag_ms": 0.4,
         *       "clock_offset_ms": -1.5,
         *       "started_at": "2027-01-31T12:00:00.000Z",
         *       "last_heartbeat_at": "2027-01-31T12:00:00.250Z",
         *       "stopped_at": null
         *     }
         */
        Worker: {
            /** Format: uuid */
            id: string;
            hostname: string;
            pid: number;
            version: string;
            /** @enum {string} */
            status: "starting" | "running" | "draining" | "stopped" | "lost";
            /** @enum {string} */
            desired: "run" | "drain";
            kinds: string[];
            concurrency: number;
            running: number;
            completed: number;
            failed: number;
            rss_bytes: number;
            event_loop_lag_ms: number;
            clock_offset_ms: number;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            last_heartbeat_at: string;
            stopped_at: string | null;
        };
    };
    responses: {
        /** @description `conflict`: The current state does not allow this */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:conflict";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description `consent-refused`: No valid consent covers this; `forbidden`: Not allowed; `insufficient-scope`: The token lacks a scope */
        ConsentRefusedOrForbiddenOrInsufficientScope: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:consent-refused" | "urn:assent:problem:forbidden" | "urn:assent:problem:insufficient-scope";
                    /** @constant */
                    status?: 403;
                };
            };
        };
        /** @description `consent-refused`: No valid consent covers this; `insufficient-scope`: The token lacks a scope */
        ConsentRefusedOrInsufficientScope: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:consent-refused" | "urn:assent:problem:insufficient-scope";
                    /** @constant */
                    status?: 403;
                };
            };
        };
        /** @description `data-integrity`: Stored data does not open; `internal`: Internal error */
        DataIntegrityOrInternal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:data-integrity" | "urn:assent:problem:internal";
                    /** @constant */
                    status?: 500;
                };
            };
        };
        /** @description `forbidden`: Not allowed; `insufficient-scope`: The token lacks a scope */
        ForbiddenOrInsufficientScope: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:forbidden" | "urn:assent:problem:insufficient-scope";
                    /** @constant */
                    status?: 403;
                };
            };
        };
        /** @description `idempotency-key-reused`: The Idempotency-Key was used for another request; `invalid-request`: The request is not valid */
        IdempotencyKeyReusedOrInvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:idempotency-key-reused" | "urn:assent:problem:invalid-request";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description `insufficient-scope`: The token lacks a scope */
        InsufficientScope: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:insufficient-scope";
                    /** @constant */
                    status?: 403;
                };
            };
        };
        /** @description `internal`: Internal error */
        Internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:internal";
                    /** @constant */
                    status?: 500;
                };
            };
        };
        /** @description `internal`: Internal error; `job-failed`: The job has failed */
        InternalOrJobFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:internal" | "urn:assent:problem:job-failed";
                    /** @constant */
                    status?: 500;
                };
            };
        };
        /** @description `invalid-cursor`: The cursor is not one of ours; `malformed-request`: The request could not be read */
        InvalidCursorOrMalformedRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:invalid-cursor" | "urn:assent:problem:malformed-request";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description `invalid-request`: The request is not valid */
        InvalidRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:invalid-request";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description `job-vanished`: The job was lost; `key-unavailable`: An encryption key is not available; `unavailable`: Temporarily unavailable */
        JobVanishedOrKeyUnavailableOrUnavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:job-vanished" | "urn:assent:problem:key-unavailable" | "urn:assent:problem:unavailable";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description `job-vanished`: The job was lost; `unavailable`: Temporarily unavailable */
        JobVanishedOrUnavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:job-vanished" | "urn:assent:problem:unavailable";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description `key-unavailable`: An encryption key is not available; `unavailable`: Temporarily unavailable */
        KeyUnavailableOrUnavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:key-unavailable" | "urn:assent:problem:unavailable";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description `malformed-request`: The request could not be read */
        MalformedRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:malformed-request";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description `malformed-request`: The request could not be read */
        MalformedRequest408: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:malformed-request";
                    /** @constant */
                    status?: 408;
                };
            };
        };
        /** @description `malformed-request`: The request could not be read */
        MalformedRequest431: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:malformed-request";
                    /** @constant */
                    status?: 431;
                };
            };
        };
        /** @description `not-found`: Not found */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:not-found";
                    /** @constant */
                    status?: 404;
                };
            };
        };
        /** @description `payload-too-large`: The request body is too large */
        PayloadTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:payload-too-large";
                    /** @constant */
                    status?: 413;
                };
            };
        };
        /** @description `precondition-failed`: The object has changed */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:precondition-failed";
                    /** @constant */
                    status?: 412;
                };
            };
        };
        /** @description `quota-exceeded`: Too many open jobs; `rate-limited`: Too many requests */
        QuotaExceededOrRateLimited: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:quota-exceeded" | "urn:assent:problem:rate-limited";
                    /** @constant */
                    status?: 429;
                };
            };
        };
        /** @description `rate-limited`: Too many requests */
        RateLimited: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:rate-limited";
                    /** @constant */
                    status?: 429;
                };
            };
        };
        /** @description `unauthenticated`: No valid access token */
        Unauthenticated: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:unauthenticated";
                    /** @constant */
                    status?: 401;
                };
            };
        };
        /** @description `unavailable`: Temporarily unavailable */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:unavailable";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description `unsupported-media-type`: Unsupported media type */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {unknown} */
                    type?: "urn:assent:problem:unsupported-media-type";
                    /** @constant */
                    status?: 415;
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description the version of the session, for If-Match and If-None-Match */
        ETag: string;
        /** @description `true` when the Idempotency-Key has been seen before: this is the answer to that call */
        "Idempotency-Replayed": string;
        /** @description where to look for what was made, or for the job that makes it */
        Location: string;
        /** @description the Prefer that was followed */
        "Preference-Applied": string;
        /** @description seconds; come back then */
        "Retry-After": string;
        /** @description how to authenticate (RFC 6750), and which scope is wanting */
        "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "healthy",
                     *       "timestamp": "2027-01-31T12:00:00.000Z",
                     *       "uptime": 86400.25,
                     *       "environment": "production",
                     *       "paperTradingMode": true
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            408: components["responses"]["MalformedRequest408"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    readLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready"
                     *     }
                     */
                    "application/json": components["schemas"]["Probe"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            408: components["responses"]["MalformedRequest408"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    readReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready"
                     *     }
                     */
                    "application/json": components["schemas"]["Probe"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            408: components["responses"]["MalformedRequest408"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            /** @description Not now */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready"
                     *     }
                     */
                    "application/json": components["schemas"]["Probe"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        type?: "urn:assent:problem:unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    readDetailedHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "healthy",
                     *       "timestamp": "2027-01-31T12:00:00.000Z",
                     *       "uptime": 86400.25,
                     *       "environment": "production",
                     *       "paperTradingMode": true,
                     *       "services": {
                     *         "database": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.8
                     *         },
                     *         "redis": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.8
                     *         },
                     *         "queue": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.8,
                     *           "backend": "redis",
                     *           "queued": 4,
                     *           "oldest_ms": 12
                     *         },
                     *         "workers": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.8,
                     *           "running": 2
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DetailedHealth"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            408: components["responses"]["MalformedRequest408"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            /** @description Not now */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "healthy",
                     *       "timestamp": "2027-01-31T12:00:00.000Z",
                     *       "uptime": 86400.25,
                     *       "environment": "production",
                     *       "paperTradingMode": true,
                     *       "services": {
                     *         "database": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.8
                     *         },
                     *         "redis": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.8
                     *         },
                     *         "queue": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.8,
                     *           "backend": "redis",
                     *           "queued": 4,
                     *           "oldest_ms": 12
                     *         },
                     *         "workers": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.8,
                     *           "running": 2
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["DetailedHealth"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        type?: "urn:assent:problem:unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                user_id?: string;
                sportsbook?: string;
                status?: "active" | "expired" | "revoked";
                consent_id?: string;
                /** @description 1 to 200; 50 if not given */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": [
                     *         {
                     *           "id": "0193f4c1-6a00-7000-8000-00000000005e",
                     *           "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *           "sportsbook": "test_sportsbook",
                     *           "status": "active",
                     *           "created_at": "2027-01-31T12:00:00.000Z",
                     *           "expires_at": "2027-01-31T18:00:00.000Z",
                     *           "consent_id": "0192a000-0000-7000-8000-0000000000ca",
                     *           "paper_trading": true,
                     *           "ended_at": null,
                     *           "end_reason": null,
                     *           "version": 1,
                     *           "updated_at": "2027-01-31T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": "MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl"
                     *     }
                     */
                    "application/json": {
                        sessions: components["schemas"]["Session"][];
                        /**
                         * @description null on the last page
                         * @example MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl
                         */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidCursorOrMalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds, 60 at most */
                Prefer?: string;
                /** @description same key and same request: same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_id": "0192a000-0000-7000-8000-00000000000a",
                 *       "sportsbook": "test_sportsbook",
                 *       "session_data": "a-token-from-the-sportsbook",
                 *       "consent_id": "0192a000-0000-7000-8000-0000000000ca",
                 *       "expires_at": "2027-01-31T18:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Session created successfully",
                     *       "session": {
                     *         "id": "0193f4c1-6a00-7000-8000-00000000005e",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "sportsbook": "test_sportsbook",
                     *         "status": "active",
                     *         "created_at": "2027-01-31T12:00:00.000Z",
                     *         "expires_at": "2027-01-31T18:00:00.000Z"
                     *       },
                     *       "job_id": "0192a000-0000-7000-8000-000000000001"
                     *     }
                     */
                    "application/json": {
                        /** @example Session created successfully */
                        message: string;
                        session: components["schemas"]["CreatedSession"];
                        /** Format: uuid */
                        job_id: string;
                    };
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow status_url for the outcome",
                     *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "queued"
                     *       },
                     *       "status_url": "/api/v1/jobs/0193f4c1-69f0-7000-8000-00000000000b"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ConsentRefusedOrForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrInvalidRequest"];
            429: components["responses"]["QuotaExceededOrRateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["InternalOrJobFailed"];
            503: components["responses"]["JobVanishedOrKeyUnavailableOrUnavailable"];
        };
    };
    readSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description 304 if the session still has this ETag */
                "If-None-Match"?: string;
            };
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "session": {
                     *         "id": "0193f4c1-6a00-7000-8000-00000000005e",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "sportsbook": "test_sportsbook",
                     *         "status": "active",
                     *         "created_at": "2027-01-31T12:00:00.000Z",
                     *         "expires_at": "2027-01-31T18:00:00.000Z",
                     *         "consent_id": "0192a000-0000-7000-8000-0000000000ca",
                     *         "paper_trading": true,
                     *         "ended_at": null,
                     *         "end_reason": null,
                     *         "version": 1,
                     *         "updated_at": "2027-01-31T12:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        session: components["schemas"]["Session"];
                    };
                };
            };
            /** @description the client has seen this version */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["InsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds, 60 at most */
                Prefer?: string;
                /** @description 412 if the session has another ETag by now */
                "If-Match"?: string;
            };
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Session updated successfully",
                     *       "session": {
                     *         "id": "0193f4c1-6a00-7000-8000-00000000005e",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "sportsbook": "test_sportsbook",
                     *         "status": "active",
                     *         "created_at": "2027-01-31T12:00:00.000Z",
                     *         "expires_at": "2027-01-31T18:00:00.000Z",
                     *         "consent_id": "0192a000-0000-7000-8000-0000000000ca",
                     *         "paper_trading": true,
                     *         "ended_at": null,
                     *         "end_reason": null,
                     *         "version": 1,
                     *         "updated_at": "2027-01-31T12:00:00.000Z"
                     *       },
                     *       "job_id": "0192a000-0000-7000-8000-000000000001"
                     *     }
                     */
                    "application/json": {
                        /** @example Session updated successfully */
                        message: string;
                        session: components["schemas"]["Session"];
                        /** Format: uuid */
                        job_id: string;
                    };
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow status_url for the outcome",
                     *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "queued"
                     *       },
                     *       "status_url": "/api/v1/jobs/0193f4c1-69f0-7000-8000-00000000000b"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["InsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["QuotaExceededOrRateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["InternalOrJobFailed"];
            503: components["responses"]["JobVanishedOrUnavailable"];
        };
    };
    changeSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds, 60 at most */
                Prefer?: string;
                /** @description 412 if the session has another ETag by now */
                "If-Match"?: string;
            };
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "expires_at": "2027-01-31T18:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["SessionChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Session updated successfully",
                     *       "session": {
                     *         "id": "0193f4c1-6a00-7000-8000-00000000005e",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "sportsbook": "test_sportsbook",
                     *         "status": "active",
                     *         "created_at": "2027-01-31T12:00:00.000Z",
                     *         "expires_at": "2027-01-31T18:00:00.000Z",
                     *         "consent_id": "0192a000-0000-7000-8000-0000000000ca",
                     *         "paper_trading": true,
                     *         "ended_at": null,
                     *         "end_reason": null,
                     *         "version": 1,
                     *         "updated_at": "2027-01-31T12:00:00.000Z"
                     *       },
                     *       "job_id": "0192a000-0000-7000-8000-000000000001"
                     *     }
                     */
                    "application/json": {
                        /** @example Session updated successfully */
                        message: string;
                        session: components["schemas"]["Session"];
                        /** Format: uuid */
                        job_id: string;
                    };
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow status_url for the outcome",
                     *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "queued"
                     *       },
                     *       "status_url": "/api/v1/jobs/0193f4c1-69f0-7000-8000-00000000000b"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ConsentRefusedOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["QuotaExceededOrRateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["InternalOrJobFailed"];
            503: components["responses"]["JobVanishedOrUnavailable"];
        };
    };
    unsealSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "purpose": "log in before the match"
                 *     }
                 */
                "application/json": components["schemas"]["Unsealing"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "session_data": "text",
                     *       "session": {
                     *         "id": "0193f4c1-6a00-7000-8000-00000000005e",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "sportsbook": "test_sportsbook",
                     *         "status": "active",
                     *         "created_at": "2027-01-31T12:00:00.000Z",
                     *         "expires_at": "2027-01-31T18:00:00.000Z",
                     *         "consent_id": "0192a000-0000-7000-8000-0000000000ca",
                     *         "paper_trading": true,
                     *         "ended_at": null,
                     *         "end_reason": null,
                     *         "version": 1,
                     *         "updated_at": "2027-01-31T12:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @description as it was when the session was created */
                        session_data: string;
                        session: components["schemas"]["Session"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ConsentRefusedOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["DataIntegrityOrInternal"];
            503: components["responses"]["KeyUnavailableOrUnavailable"];
        };
    };
    listConsents: {
        parameters: {
            query?: {
                user_id?: string;
                /** @description 1 to 200; 50 if not given */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "consents": [
                     *         {
                     *           "id": "0192a000-0000-7000-8000-0000000000ca",
                     *           "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *           "purpose": "account_session",
                     *           "document_version": "2026-11",
                     *           "sportsbooks": [
                     *             "test_sportsbook"
                     *           ],
                     *           "evidence": {
                     *             "form": "signup",
                     *             "locale": "en-GB"
                     *           },
                     *           "status": "valid",
                     *           "granted_at": "2027-01-31T12:00:00.000Z",
                     *           "expires_at": null,
                     *           "withdrawn_at": null,
                     *           "withdrawal_reason": null
                     *         }
                     *       ],
                     *       "next_cursor": "MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl"
                     *     }
                     */
                    "application/json": {
                        consents: components["schemas"]["Consent"][];
                        /**
                         * @description null on the last page
                         * @example MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl
                         */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidCursorOrMalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    grantConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds, 60 at most */
                Prefer?: string;
                /** @description same key and same request: same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_id": "0192a000-0000-7000-8000-00000000000a",
                 *       "purpose": "account_session",
                 *       "document_version": "2026-11",
                 *       "sportsbooks": [
                 *         "test_sportsbook"
                 *       ],
                 *       "expires_at": null,
                 *       "evidence": {
                 *         "form": "signup",
                 *         "locale": "en-GB"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewConsent"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Consent granted successfully",
                     *       "consent": {
                     *         "id": "0192a000-0000-7000-8000-0000000000ca",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "purpose": "account_session",
                     *         "document_version": "2026-11",
                     *         "sportsbooks": [
                     *           "test_sportsbook"
                     *         ],
                     *         "evidence": {
                     *           "form": "signup",
                     *           "locale": "en-GB"
                     *         },
                     *         "status": "valid",
                     *         "granted_at": "2027-01-31T12:00:00.000Z",
                     *         "expires_at": null,
                     *         "withdrawn_at": null,
                     *         "withdrawal_reason": null
                     *       },
                     *       "job_id": "0192a000-0000-7000-8000-000000000001"
                     *     }
                     */
                    "application/json": {
                        /** @example Consent granted successfully */
                        message: string;
                        consent: components["schemas"]["Consent"];
                        /** Format: uuid */
                        job_id: string;
                    };
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow status_url for the outcome",
                     *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "queued"
                     *       },
                     *       "status_url": "/api/v1/jobs/0193f4c1-69f0-7000-8000-00000000000b"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrInvalidRequest"];
            429: components["responses"]["QuotaExceededOrRateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["InternalOrJobFailed"];
            503: components["responses"]["JobVanishedOrUnavailable"];
        };
    };
    readConsent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "consent": {
                     *         "id": "0192a000-0000-7000-8000-0000000000ca",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "purpose": "account_session",
                     *         "document_version": "2026-11",
                     *         "sportsbooks": [
                     *           "test_sportsbook"
                     *         ],
                     *         "evidence": {
                     *           "form": "signup",
                     *           "locale": "en-GB"
                     *         },
                     *         "status": "valid",
                     *         "granted_at": "2027-01-31T12:00:00.000Z",
                     *         "expires_at": null,
                     *         "withdrawn_at": null,
                     *         "withdrawal_reason": null
                     *       }
                     *     }
                     */
                    "application/json": {
                        consent: components["schemas"]["Consent"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["InsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    withdrawConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds, 60 at most */
                Prefer?: string;
            };
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "the user has left"
                 *     }
                 */
                "application/json": components["schemas"]["Withdrawal"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Consent withdrawn successfully",
                     *       "consent": {
                     *         "id": "0192a000-0000-7000-8000-0000000000ca",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "purpose": "account_session",
                     *         "document_version": "2026-11",
                     *         "sportsbooks": [
                     *           "test_sportsbook"
                     *         ],
                     *         "evidence": {
                     *           "form": "signup",
                     *           "locale": "en-GB"
                     *         },
                     *         "status": "valid",
                     *         "granted_at": "2027-01-31T12:00:00.000Z",
                     *         "expires_at": null,
                     *         "withdrawn_at": null,
                     *         "withdrawal_reason": null
                     *       },
                     *       "sessions_ended": 1,
                     *       "job_id": "0192a000-0000-7000-8000-000000000001"
                     *     }
                     */
                    "application/json": {
                        /** @example Consent withdrawn successfully */
                        message: string;
                        consent: components["schemas"]["Consent"];
                        sessions_ended: number;
                        /** Format: uuid */
                        job_id: string;
                    };
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow status_url for the outcome",
                     *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "queued"
                     *       },
                     *       "status_url": "/api/v1/jobs/0193f4c1-69f0-7000-8000-00000000000b"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["InsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["QuotaExceededOrRateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["InternalOrJobFailed"];
            503: components["responses"]["JobVanishedOrUnavailable"];
        };
    };
    checkConsent: {
        parameters: {
            query?: never;
            header?: {
                /** @description RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds, 60 at most */
                Prefer?: string;
                /** @description same key and same request: same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "valid": true,
                     *       "reasons": [
                     *         "text"
                     *       ],
                     *       "sessions_ended": 1,
                     *       "job_id": "0192a000-0000-7000-8000-000000000001"
                     *     }
                     */
                    "application/json": {
                        valid: boolean;
                        reasons: string[];
                        sessions_ended: number;
                        /** Format: uuid */
                        job_id: string;
                    };
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow status_url for the outcome",
                     *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "queued"
                     *       },
                     *       "status_url": "/api/v1/jobs/0193f4c1-69f0-7000-8000-00000000000b"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["InsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrInvalidRequest"];
            429: components["responses"]["QuotaExceededOrRateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["InternalOrJobFailed"];
            503: components["responses"]["JobVanishedOrUnavailable"];
        };
    };
    readConsentReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": "assent-receipt/1",
                     *       "consent": {
                     *         "id": "0192a000-0000-7000-8000-000000000001",
                     *         "user_id": "0192a000-0000-7000-8000-000000000001",
                     *         "purpose": "text",
                     *         "document_version": "text",
                     *         "sportsbooks": [
                     *           "text"
                     *         ],
                     *         "evidence": {},
                     *         "expires_at": "2027-01-31T12:00:00.000Z",
                     *         "evidence_salt": "text"
                     *       },
                     *       "leaf": {
                     *         "index": 1,
                     *         "id": "0192a000-0000-7000-8000-000000000001",
                     *         "at_us": 1,
                     *         "txid": "text",
                     *         "mac_key": "text",
                     *         "mac": "text",
                     *         "body": "text"
                     *       },
                     *       "proof": [
                     *         "text"
                     *       ],
                     *       "checkpoint": "text"
                     *     }
                     */
                    "application/json": {
                        /** @constant */
                        format: "assent-receipt/1";
                        consent: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            user_id: string;
                            purpose: string;
                            document_version: string;
                            sportsbooks: string[] | null;
                            evidence: {
                                [key: string]: string | number | boolean | null;
                            } | null;
                            expires_at: string | null;
                            /** @description of the hash of the evidence; null when the evidence was erased */
                            evidence_salt: string | null;
                        };
                        /** @description the audit row of the grant, as it is sealed */
                        leaf: {
                            index: number;
                            /** Format: uuid */
                            id: string;
                            at_us: number;
                            txid: string;
                            mac_key: string;
                            /** Format: base64 */
                            mac: string;
                            body: string;
                        };
                        /** @description that the row is in the log */
                        proof: string[];
                        /** @description a signed note (C2SP) with the root of the log */
                        checkpoint: string;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["InsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["DataIntegrityOrInternal"];
            503: components["responses"]["Unavailable"];
        };
    };
    eraseUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds, 60 at most */
                Prefer?: string;
                /** @description same key and same request: same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_id": "0192a000-0000-7000-8000-00000000000a"
                 *     }
                 */
                "application/json": components["schemas"]["NewErasure"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "User erased successfully",
                     *       "erasure": {
                     *         "consents_withdrawn": 1,
                     *         "sessions_ended": 2,
                     *         "consents_erased": 1,
                     *         "sessions_erased": 2,
                     *         "jobs_cancelled": 0,
                     *         "jobs_erased": 5
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example User erased successfully */
                        message: string;
                        erasure: components["schemas"]["Erasure"];
                        /**
                         * Format: uuid
                         * @description none for a dry run
                         */
                        job_id?: string;
                    };
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow status_url for the outcome",
                     *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "queued"
                     *       },
                     *       "status_url": "/api/v1/jobs/0193f4c1-69f0-7000-8000-00000000000b"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrInvalidRequest"];
            429: components["responses"]["QuotaExceededOrRateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["InternalOrJobFailed"];
            503: components["responses"]["JobVanishedOrUnavailable"];
        };
    };
    expireSessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds, 60 at most */
                Prefer?: string;
                /** @description same key and same request: same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions_expired": 1,
                     *       "more": true,
                     *       "job_id": "0192a000-0000-7000-8000-000000000001"
                     *     }
                     */
                    "application/json": {
                        sessions_expired: number;
                        /** @description whether others are due as well; call again */
                        more: boolean;
                        /** Format: uuid */
                        job_id: string;
                    };
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow status_url for the outcome",
                     *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "queued"
                     *       },
                     *       "status_url": "/api/v1/jobs/0193f4c1-69f0-7000-8000-00000000000b"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrInvalidRequest"];
            429: components["responses"]["QuotaExceededOrRateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["InternalOrJobFailed"];
            503: components["responses"]["JobVanishedOrUnavailable"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                kind?: "session.create" | "session.renew" | "session.revoke" | "session.expire" | "consent.grant" | "consent.withdraw" | "consent.check" | "user.erase" | "webhook.deliver";
                status?: "queued" | "completed" | "refused" | "failed" | "cancelled";
                user_id?: string;
                /** @description who asked for it; for services only */
                principal?: string;
                /** @description of the call that asked for it, as in its X-Request-Id */
                request_id?: string;
                /** @description accepted at this time or later */
                since?: string;
                /** @description accepted at this time or before */
                until?: string;
                /** @description 1 to 200; 50 if not given */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobs": [
                     *         {
                     *           "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *           "kind": "session.create",
                     *           "status": "completed",
                     *           "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *           "principal": "my-engine",
                     *           "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
                     *           "trace_id": null,
                     *           "attempts": 0,
                     *           "worker_id": "0193f4c0-1200-7000-8000-0000000000f1",
                     *           "problem": null,
                     *           "created_at": "2027-01-31T12:00:00.000Z",
                     *           "started_at": "2027-01-31T12:00:00.250Z",
                     *           "settled_at": "2027-01-31T12:00:00.250Z"
                     *         }
                     *       ],
                     *       "next_cursor": "MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl"
                     *     }
                     */
                    "application/json": {
                        jobs: components["schemas"]["ListedJob"][];
                        /**
                         * @description null on the last page
                         * @example MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl
                         */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidCursorOrMalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    readJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description wait=N */
                Prefer?: string;
            };
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "completed",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "principal": "my-engine",
                     *         "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
                     *         "trace_id": null,
                     *         "attempts": 0,
                     *         "worker_id": "0193f4c0-1200-7000-8000-0000000000f1",
                     *         "result": {
                     *           "session": {
                     *             "id": "0193f4c1-6a00-7000-8000-00000000005e",
                     *             "status": "active"
                     *           }
                     *         },
                     *         "problem": null,
                     *         "created_at": "2027-01-31T12:00:00.000Z",
                     *         "started_at": "2027-01-31T12:00:00.250Z",
                     *         "settled_at": "2027-01-31T12:00:00.250Z",
                     *         "delivery": null
                     *       }
                     *     }
                     */
                    "application/json": {
                        job: components["schemas"]["LiveJob"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["InsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JobVanishedOrUnavailable"];
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Job queued again",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "completed",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "principal": "my-engine",
                     *         "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
                     *         "trace_id": null,
                     *         "attempts": 0,
                     *         "worker_id": "0193f4c0-1200-7000-8000-0000000000f1",
                     *         "result": {
                     *           "session": {
                     *             "id": "0193f4c1-6a00-7000-8000-00000000005e",
                     *             "status": "active"
                     *           }
                     *         },
                     *         "problem": null,
                     *         "created_at": "2027-01-31T12:00:00.000Z",
                     *         "started_at": "2027-01-31T12:00:00.250Z",
                     *         "settled_at": "2027-01-31T12:00:00.250Z"
                     *       },
                     *       "job_id": "text"
                     *     }
                     */
                    "application/json": {
                        /** @example Job queued again */
                        message: string;
                        job: components["schemas"]["Job"];
                        job_id: string;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    followJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `event: job`, with the job as data, at the start and at every change; `event: end` if the process stops before the job has settled; `event: problem` if a fail-over has lost the job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example text */
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["InsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description the next_cursor of the answer before; without it, and without since, from the first event on */
                after?: string;
                /** @description instead of after: from this time on; some events of the minute before may come as well */
                since?: string;
                /** @description only these, with commas between them: `session.created`, `session.renewed`, `session.expired`, `session.revoked`, `consent.granted`, `consent.withdrawn`, `consent.expired`, `job.failed` */
                types?: string;
                user_id?: string;
                session_id?: string;
                /** @description 1 to 1000; 100 if not given */
                limit?: number;
            };
            header?: {
                /** @description wait=N: if there is no event, wait up to N seconds for one */
                Prefer?: string;
                /** @description as after, which it comes before; browsers send it by themselves */
                "Last-Event-Id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "events": [
                     *         {
                     *           "id": "0193f4c1-6a01-7000-8000-0000000000a1",
                     *           "type": "session.created",
                     *           "occurred_at": "2027-01-31T12:00:00.250Z",
                     *           "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *           "session_id": "0193f4c1-6a00-7000-8000-00000000005e",
                     *           "consent_id": "0192a000-0000-7000-8000-0000000000ca",
                     *           "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *           "data": {
                     *             "sportsbook": "test_sportsbook",
                     *             "expires_at": "2027-01-31T18:00:00.000Z",
                     *             "paper_trading": true
                     *           }
                     *         }
                     *       ],
                     *       "next_cursor": "MS4xMjY3LjMyZi4wLg"
                     *     }
                     */
                    "application/json": {
                        /** @description those about one session in the order in which they happened to it */
                        events: components["schemas"]["Event"][];
                        /**
                         * @description for after, once these events are dealt with; it moves on also where there are none
                         * @example MS4xMjY3LjMyZi4wLg
                         */
                        next_cursor: string;
                    };
                    /**
                     * @example id: MS4xMjY3LjMyZi4wLg
                     *     event: session.created
                     *     data: {"id":"0193f4c1-6a01-7000-8000-0000000000a1","type":"session.created","occurred_at":"2027-01-31T12:00:00.250Z","user_id":"0192a000-0000-7000-8000-00000000000a","session_id":"0193f4c1-6a00-7000-8000-00000000005e","consent_id":"0192a000-0000-7000-8000-0000000000ca","job_id":"0193f4c1-69f0-7000-8000-00000000000b","data":{"sportsbook":"test_sportsbook","expires_at":"2027-01-31T18:00:00.000Z","paper_trading":true}}
                     */
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["InvalidCursorOrMalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["JobVanishedOrUnavailable"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description 1 to 200; 50 if not given */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhooks": [
                     *         {
                     *           "id": "0193f4c2-0a10-7000-8000-0000000000b0",
                     *           "url": "https://engine.example/webhooks",
                     *           "types": [
                     *             "session.expired",
                     *             "session.revoked"
                     *           ],
                     *           "status": "active",
                     *           "last_delivery": {
                     *             "at": "2027-01-31T18:00:00.000Z",
                     *             "event_id": "0193f4c1-6a01-7000-8000-0000000000a1",
                     *             "ok": true,
                     *             "status": 204,
                     *             "error": null,
                     *             "took_ms": 12
                     *           },
                     *           "attempts": 0,
                     *           "failing_since": null,
                     *           "next_attempt_at": null,
                     *           "parked_at": null,
                     *           "previous_secret_until": null,
                     *           "created_at": "2027-01-31T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": "MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl"
                     *     }
                     */
                    "application/json": {
                        webhooks: components["schemas"]["Webhook"][];
                        /**
                         * @description null on the last page
                         * @example MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl
                         */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidCursorOrMalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://engine.example/webhooks",
                 *       "types": [
                 *         "session.revoked"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Webhook created",
                     *       "webhook": {
                     *         "id": "0193f4c2-0a10-7000-8000-0000000000b0",
                     *         "url": "https://engine.example/webhooks",
                     *         "types": [
                     *           "session.expired",
                     *           "session.revoked"
                     *         ],
                     *         "status": "active",
                     *         "last_delivery": {
                     *           "at": "2027-01-31T18:00:00.000Z",
                     *           "event_id": "0193f4c1-6a01-7000-8000-0000000000a1",
                     *           "ok": true,
                     *           "status": 204,
                     *           "error": null,
                     *           "took_ms": 12
                     *         },
                     *         "attempts": 0,
                     *         "failing_since": null,
                     *         "next_attempt_at": null,
                     *         "parked_at": null,
                     *         "previous_secret_until": null,
                     *         "created_at": "2027-01-31T12:00:00.000Z"
                     *       },
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
                     *     }
                     */
                    "application/json": {
                        /** @example Webhook created */
                        message: string;
                        webhook: components["schemas"]["Webhook"];
                        /**
                         * @description shown this once; what Standard Webhooks verifies with
                         * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
                         */
                        secret: string;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    readWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhook": {
                     *         "id": "0193f4c2-0a10-7000-8000-0000000000b0",
                     *         "url": "https://engine.example/webhooks",
                     *         "types": [
                     *           "session.expired",
                     *           "session.revoked"
                     *         ],
                     *         "status": "active",
                     *         "last_delivery": {
                     *           "at": "2027-01-31T18:00:00.000Z",
                     *           "event_id": "0193f4c1-6a01-7000-8000-0000000000a1",
                     *           "ok": true,
                     *           "status": 204,
                     *           "error": null,
                     *           "took_ms": 12
                     *         },
                     *         "attempts": 0,
                     *         "failing_since": null,
                     *         "next_attempt_at": null,
                     *         "parked_at": null,
                     *         "previous_secret_until": null,
                     *         "created_at": "2027-01-31T12:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        webhook: components["schemas"]["Webhook"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Webhook deleted",
                     *       "webhook": {
                     *         "id": "0193f4c2-0a10-7000-8000-0000000000b0",
                     *         "url": "https://engine.example/webhooks",
                     *         "types": [
                     *           "session.expired",
                     *           "session.revoked"
                     *         ],
                     *         "status": "active",
                     *         "last_delivery": {
                     *           "at": "2027-01-31T18:00:00.000Z",
                     *           "event_id": "0193f4c1-6a01-7000-8000-0000000000a1",
                     *           "ok": true,
                     *           "status": 204,
                     *           "error": null,
                     *           "took_ms": 12
                     *         },
                     *         "attempts": 0,
                     *         "failing_since": null,
                     *         "next_attempt_at": null,
                     *         "parked_at": null,
                     *         "previous_secret_until": null,
                     *         "created_at": "2027-01-31T12:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example Webhook deleted */
                        message: string;
                        webhook: components["schemas"]["Webhook"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": "active",
                 *       "rotate_secret": true
                 *     }
                 */
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Webhook changed",
                     *       "webhook": {
                     *         "id": "0193f4c2-0a10-7000-8000-0000000000b0",
                     *         "url": "https://engine.example/webhooks",
                     *         "types": [
                     *           "session.expired",
                     *           "session.revoked"
                     *         ],
                     *         "status": "active",
                     *         "last_delivery": {
                     *           "at": "2027-01-31T18:00:00.000Z",
                     *           "event_id": "0193f4c1-6a01-7000-8000-0000000000a1",
                     *           "ok": true,
                     *           "status": 204,
                     *           "error": null,
                     *           "took_ms": 12
                     *         },
                     *         "attempts": 0,
                     *         "failing_since": null,
                     *         "next_attempt_at": null,
                     *         "parked_at": null,
                     *         "previous_secret_until": null,
                     *         "created_at": "2027-01-31T12:00:00.000Z"
                     *       },
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
                     *     }
                     */
                    "application/json": {
                        /** @example Webhook changed */
                        message: string;
                        webhook: components["schemas"]["Webhook"];
                        /**
                         * @description shown this once; what Standard Webhooks verifies with
                         * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
                         */
                        secret?: string;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2027-01-31T12:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookReplay"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Webhook set back",
                     *       "webhook": {
                     *         "id": "0193f4c2-0a10-7000-8000-0000000000b0",
                     *         "url": "https://engine.example/webhooks",
                     *         "types": [
                     *           "session.expired",
                     *           "session.revoked"
                     *         ],
                     *         "status": "active",
                     *         "last_delivery": {
                     *           "at": "2027-01-31T18:00:00.000Z",
                     *           "event_id": "0193f4c1-6a01-7000-8000-0000000000a1",
                     *           "ok": true,
                     *           "status": 204,
                     *           "error": null,
                     *           "took_ms": 12
                     *         },
                     *         "attempts": 0,
                     *         "failing_since": null,
                     *         "next_attempt_at": null,
                     *         "parked_at": null,
                     *         "previous_secret_until": null,
                     *         "created_at": "2027-01-31T12:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example Webhook set back */
                        message: string;
                        webhook: components["schemas"]["Webhook"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description RFC 7240: "respond-async" answers 202 at once, "wait=N" waits up to N seconds, 60 at most */
                Prefer?: string;
                /** @description same key and same request: same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Test delivered",
                     *       "delivery": {
                     *         "at": "2027-01-31T18:00:00.000Z",
                     *         "event_id": "0193f4c1-6a01-7000-8000-0000000000a1",
                     *         "ok": true,
                     *         "status": 204,
                     *         "error": null,
                     *         "took_ms": 12
                     *       },
                     *       "job_id": "0192a000-0000-7000-8000-000000000001"
                     *     }
                     */
                    "application/json": {
                        /** @example Test delivered */
                        message: string;
                        delivery: components["schemas"]["WebhookDelivery"] | null;
                        /** Format: uuid */
                        job_id: string;
                    };
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    Location: components["headers"]["Location"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow status_url for the outcome",
                     *       "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "queued"
                     *       },
                     *       "status_url": "/api/v1/jobs/0193f4c1-69f0-7000-8000-00000000000b"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyKeyReusedOrInvalidRequest"];
            429: components["responses"]["QuotaExceededOrRateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["InternalOrJobFailed"];
            503: components["responses"]["JobVanishedOrUnavailable"];
        };
    };
    listAuditLogs: {
        parameters: {
            query?: {
                user_id?: string;
                job_id?: string;
                action?: "session.created" | "session.renewed" | "session.revoked" | "session.expired" | "session.read" | "session.listed" | "session.unsealed" | "consent.granted" | "consent.withdrawn" | "consent.expired" | "consent.checked" | "job.failed" | "job.cancelled" | "job.retried" | "worker.lost" | "worker.drained" | "kind.paused" | "kind.resumed" | "operation.started" | "operation.ended" | "key.activated" | "key.rewrapped" | "key.retired" | "webhook.created" | "webhook.changed" | "webhook.deleted" | "webhook.replayed" | "webhook.delivered" | "webhook.parked" | "user.viewed" | "user.erased" | "hold.placed" | "hold.released" | "audit.exported" | "board.login" | "board.logout" | "board.denied" | "board.paused" | "board.resumed";
                /** @description "session:<id>", "consent:<id>", "job:<id>", "worker:<id>" */
                subject?: string;
                outcome?: "ok" | "refused" | "failed";
                /** @description 1 to 200; 50 if not given */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "audit_logs": [
                     *         {
                     *           "id": "0193f4c1-6a01-7000-8000-0000000000a1",
                     *           "occurred_at": "2027-01-31T12:00:00.250Z",
                     *           "actor": "my-engine",
                     *           "action": "session.created",
                     *           "subject": "session:0193f4c1-6a00-7000-8000-00000000005e",
                     *           "outcome": "ok",
                     *           "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *           "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *           "worker_id": "0193f4c0-1200-7000-8000-0000000000f1",
                     *           "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
                     *           "detail": {
                     *             "consent_id": "0192a000-0000-7000-8000-0000000000ca"
                     *           }
                     *         }
                     *       ],
                     *       "next_cursor": "MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl"
                     *     }
                     */
                    "application/json": {
                        audit_logs: components["schemas"]["AuditLog"][];
                        /**
                         * @description null on the last page
                         * @example MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl
                         */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidCursorOrMalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    readAuditCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "checkpoint": {
                     *         "size": 1,
                     *         "root": "text",
                     *         "note": "text",
                     *         "sealed_at": "2027-01-31T12:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        checkpoint: {
                            /** @description how many rows are sealed */
                            size: number;
                            /**
                             * Format: base64
                             * @description of the RFC 6962 tree over them
                             */
                            root: string;
                            /** @description the same, signed: a C2SP checkpoint in a signed note */
                            note: string;
                            /** Format: date-time */
                            sealed_at: string;
                        };
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    proveAuditLog: {
        parameters: {
            query?: {
                /** @description of the tree that it is to be in; the last checkpoint's unless given */
                size?: number;
            };
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "leaf": {
                     *         "index": 1,
                     *         "hash": "text",
                     *         "id": "0192a000-0000-7000-8000-000000000001",
                     *         "at_us": 1,
                     *         "txid": "text",
                     *         "mac_key": "text",
                     *         "mac": "text",
                     *         "body": "text"
                     *       },
                     *       "proof": [
                     *         "text"
                     *       ],
                     *       "size": 1,
                     *       "checkpoint": {
                     *         "size": 1,
                     *         "root": "text",
                     *         "note": "text",
                     *         "sealed_at": "2027-01-31T12:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        leaf: {
                            index: number;
                            /**
                             * Format: base64
                             * @description of the leaf: it is made of the fields below, as docs/audit.md says
                             */
                            hash: string;
                            /** Format: uuid */
                            id: string;
                            /** @description when PostgreSQL took the row, in microseconds since 1970 */
                            at_us: number;
                            /** @description the transaction that wrote it */
                            txid: string;
                            mac_key: string;
                            /** Format: base64 */
                            mac: string;
                            /** @description the row, as it was written */
                            body: string;
                        };
                        proof: string[];
                        size: number;
                        checkpoint: {
                            /** @description how many rows are sealed */
                            size: number;
                            /**
                             * Format: base64
                             * @description of the RFC 6962 tree over them
                             */
                            root: string;
                            /** @description the same, signed: a C2SP checkpoint in a signed note */
                            note: string;
                            /** Format: date-time */
                            sealed_at: string;
                        } | null;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    proveAuditConsistency: {
        parameters: {
            query: {
                /** @example 1 */
                from: number;
                /** @example 1 */
                to: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": 1,
                     *       "to": 1,
                     *       "proof": [
                     *         "text"
                     *       ]
                     *     }
                     */
                    "application/json": {
                        from: number;
                        to: number;
                        proof: string[];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Job queued again",
                     *       "job": {
                     *         "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *         "kind": "session.create",
                     *         "status": "completed",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "principal": "my-engine",
                     *         "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
                     *         "trace_id": null,
                     *         "attempts": 0,
                     *         "worker_id": "0193f4c0-1200-7000-8000-0000000000f1",
                     *         "result": {
                     *           "session": {
                     *             "id": "0193f4c1-6a00-7000-8000-00000000005e",
                     *             "status": "active"
                     *           }
                     *         },
                     *         "problem": null,
                     *         "created_at": "2027-01-31T12:00:00.000Z",
                     *         "started_at": "2027-01-31T12:00:00.250Z",
                     *         "settled_at": "2027-01-31T12:00:00.250Z"
                     *       },
                     *       "job_id": "text"
                     *     }
                     */
                    "application/json": {
                        /** @example Job queued again */
                        message: string;
                        job: components["schemas"]["Job"];
                        job_id: string;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    diagnoseJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "diagnosis": {
                     *         "reason": "waiting",
                     *         "words": "It waits for its turn; 12 older jobs of its kind come first.",
                     *         "since": "2027-01-31T12:00:00.000Z",
                     *         "until": null,
                     *         "worker_id": null,
                     *         "ahead": 12
                     *       }
                     *     }
                     */
                    "application/json": {
                        diagnosis: components["schemas"]["Diagnosis"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listJobOperations: {
        parameters: {
            query?: {
                /** @description 1 to 200; 50 if not given */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_operations": [
                     *         {
                     *           "id": "0193f4c2-0a10-7000-8000-0000000000b0",
                     *           "action": "retry",
                     *           "status": "running",
                     *           "filter": {
                     *             "kind": "session.create",
                     *             "user_id": null,
                     *             "principal": null,
                     *             "request_id": null,
                     *             "since": "2027-01-31T12:00:00.000Z",
                     *             "until": "2027-01-31T18:00:00.000Z"
                     *           },
                     *           "principal": "operator",
                     *           "reason": "the database was away",
                     *           "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
                     *           "matched": 1200,
                     *           "counted_all": true,
                     *           "done": 400,
                     *           "skipped": 0,
                     *           "created_at": "2027-01-31T18:00:00.000Z",
                     *           "ended_at": null
                     *         }
                     *       ],
                     *       "next_cursor": "MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl"
                     *     }
                     */
                    "application/json": {
                        job_operations: components["schemas"]["JobOperation"][];
                        /**
                         * @description null on the last page
                         * @example MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl
                         */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidCursorOrMalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    startJobOperation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "retry",
                 *       "filter": {
                 *         "kind": "session.create",
                 *         "since": "2027-01-31T12:00:00.000Z",
                 *         "until": "2027-01-31T18:00:00.000Z"
                 *       },
                 *       "reason": "the database was away"
                 *     }
                 */
                "application/json": components["schemas"]["NewJobOperation"];
            };
        };
        responses: {
            /** @description with dry_run: how many jobs match */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "matched": 1,
                     *       "counted_all": true,
                     *       "until": "2027-01-31T12:00:00.000Z"
                     *     }
                     */
                    "application/json": {
                        matched: number;
                        /** @description false when more jobs may match: no more were looked at */
                        counted_all: boolean;
                        /**
                         * Format: date-time
                         * @description as in the filter, or now: who gives it back means these jobs and no later ones
                         */
                        until: string;
                    };
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow Location for its progress",
                     *       "job_operation": {
                     *         "id": "0193f4c2-0a10-7000-8000-0000000000b0",
                     *         "action": "retry",
                     *         "status": "running",
                     *         "filter": {
                     *           "kind": "session.create",
                     *           "user_id": null,
                     *           "principal": null,
                     *           "request_id": null,
                     *           "since": "2027-01-31T12:00:00.000Z",
                     *           "until": "2027-01-31T18:00:00.000Z"
                     *         },
                     *         "principal": "operator",
                     *         "reason": "the database was away",
                     *         "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
                     *         "matched": 1200,
                     *         "counted_all": true,
                     *         "done": 400,
                     *         "skipped": 0,
                     *         "created_at": "2027-01-31T18:00:00.000Z",
                     *         "ended_at": null
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example Accepted; follow Location for its progress */
                        message: string;
                        job_operation: components["schemas"]["JobOperation"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    readJobOperation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_operation": {
                     *         "id": "0193f4c2-0a10-7000-8000-0000000000b0",
                     *         "action": "retry",
                     *         "status": "running",
                     *         "filter": {
                     *           "kind": "session.create",
                     *           "user_id": null,
                     *           "principal": null,
                     *           "request_id": null,
                     *           "since": "2027-01-31T12:00:00.000Z",
                     *           "until": "2027-01-31T18:00:00.000Z"
                     *         },
                     *         "principal": "operator",
                     *         "reason": "the database was away",
                     *         "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
                     *         "matched": 1200,
                     *         "counted_all": true,
                     *         "done": 400,
                     *         "skipped": 0,
                     *         "created_at": "2027-01-31T18:00:00.000Z",
                     *         "ended_at": null
                     *       }
                     *     }
                     */
                    "application/json": {
                        job_operation: components["schemas"]["JobOperation"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    stopJobOperation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Operation stopped",
                     *       "job_operation": {
                     *         "id": "0193f4c2-0a10-7000-8000-0000000000b0",
                     *         "action": "retry",
                     *         "status": "running",
                     *         "filter": {
                     *           "kind": "session.create",
                     *           "user_id": null,
                     *           "principal": null,
                     *           "request_id": null,
                     *           "since": "2027-01-31T12:00:00.000Z",
                     *           "until": "2027-01-31T18:00:00.000Z"
                     *         },
                     *         "principal": "operator",
                     *         "reason": "the database was away",
                     *         "request_id": "6f1c2a34-8d1e-4b3c-9a52-70cf1be2a001",
                     *         "matched": 1200,
                     *         "counted_all": true,
                     *         "done": 400,
                     *         "skipped": 0,
                     *         "created_at": "2027-01-31T18:00:00.000Z",
                     *         "ended_at": null
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example Operation stopped */
                        message: string;
                        job_operation: components["schemas"]["JobOperation"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listKinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kinds": [
                     *         {
                     *           "kind": "session.create",
                     *           "inline": false,
                     *           "queued": 4,
                     *           "oldest_ms": 12,
                     *           "pause": null,
                     *           "figures": {
                     *             "minutes": 5,
                     *             "accepted": 1200,
                     *             "completed": 1180,
                     *             "refused": 12,
                     *             "failed": 0,
                     *             "start_ms": {
                     *               "p50": 3,
                     *               "p99": 21
                     *             },
                     *             "run_ms": {
                     *               "p50": 4,
                     *               "p99": 30
                     *             }
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        kinds: components["schemas"]["Kind"][];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    pauseKind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example session.create */
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "the sportsbook is down"
                 *     }
                 */
                "application/json": components["schemas"]["Pausing"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Kind paused",
                     *       "pause": {
                     *         "kind": "session.create",
                     *         "paused_by": "operator",
                     *         "paused_at": "2027-01-31T12:00:00.000Z",
                     *         "reason": "the sportsbook is down"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example Kind paused */
                        message: string;
                        pause: components["schemas"]["KindPause"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    resumeKind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example session.create */
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Kind resumed",
                     *       "pause": {
                     *         "kind": "session.create",
                     *         "paused_by": "operator",
                     *         "paused_at": "2027-01-31T12:00:00.000Z",
                     *         "reason": "the sportsbook is down"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example Kind resumed */
                        message: string;
                        /** @description the one that has ended */
                        pause: components["schemas"]["KindPause"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "key_id": "k2027-01",
                     *           "state": "active",
                     *           "held_by": 2,
                     *           "sealing": 2,
                     *           "to_rewrap": null,
                     *           "rewrapped": 0,
                     *           "unopenable": 0,
                     *           "announced_at": "2027-01-31T12:00:00.000Z",
                     *           "activated_at": "2027-01-31T12:00:00.250Z",
                     *           "retired_at": null
                     *         }
                     *       ],
                     *       "key_holders": [
                     *         {
                     *           "id": "0193f4c0-1200-7000-8000-0000000000f1",
                     *           "hostname": "engine-1",
                     *           "pid": 7,
                     *           "key_ids": [
                     *             "k2027-01"
                     *           ],
                     *           "seals_with": "k2027-01",
                     *           "last_seen_at": "2027-01-31T12:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        keys: components["schemas"]["Key"][];
                        key_holders: components["schemas"]["KeyHolder"][];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    rotateKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "to": "k2027-01"
                 *     }
                 */
                "application/json": components["schemas"]["NewKeyRotation"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Accepted; follow Location for its progress",
                     *       "to": "text"
                     *     }
                     */
                    "application/json": {
                        /** @example Accepted; follow Location for its progress */
                        message: string;
                        to: string;
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listLegalHolds: {
        parameters: {
            query?: {
                user_id?: string;
                /** @description 1 to 200; 50 if not given */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "legal_holds": [
                     *         {
                     *           "id": "0193f4c2-0b20-7000-8000-0000000000d1",
                     *           "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *           "reason": "case 4711",
                     *           "placed_by": "counsel",
                     *           "placed_at": "2027-01-31T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": "MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl"
                     *     }
                     */
                    "application/json": {
                        legal_holds: components["schemas"]["LegalHold"][];
                        /**
                         * @description null on the last page
                         * @example MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl
                         */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidCursorOrMalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    placeLegalHold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user_id": "0192a000-0000-7000-8000-00000000000a",
                 *       "reason": "case 4711"
                 *     }
                 */
                "application/json": components["schemas"]["NewLegalHold"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Legal hold placed",
                     *       "legal_hold": {
                     *         "id": "0193f4c2-0b20-7000-8000-0000000000d1",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "reason": "case 4711",
                     *         "placed_by": "counsel",
                     *         "placed_at": "2027-01-31T12:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example Legal hold placed */
                        message: string;
                        legal_hold: components["schemas"]["LegalHold"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    releaseLegalHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Legal hold released",
                     *       "legal_hold": {
                     *         "id": "0193f4c2-0b20-7000-8000-0000000000d1",
                     *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *         "reason": "case 4711",
                     *         "placed_by": "counsel",
                     *         "placed_at": "2027-01-31T12:00:00.000Z"
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example Legal hold released */
                        message: string;
                        /** @description the one that has ended */
                        legal_hold: components["schemas"]["LegalHold"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWorkers: {
        parameters: {
            query?: {
                status?: "starting" | "running" | "draining" | "stopped" | "lost";
                /** @description 1 to 200; 50 if not given */
                limit?: number;
                /** @description the next_cursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "workers": [
                     *         {
                     *           "id": "0193f4c0-1200-7000-8000-0000000000f1",
                     *           "hostname": "worker-1",
                     *           "pid": 42,
                     *           "version": "0.1.0",
                     *           "status": "running",
                     *           "desired": "run",
                     *           "kinds": [
                     *             "session.create",
                     *             "session.expire"
                     *           ],
                     *           "concurrency": 16,
                     *           "running": 2,
                     *           "completed": 1841,
                     *           "failed": 0,
                     *           "rss_bytes": 121634816,
                     *           "event_loop_lag_ms": 0.4,
                     *           "clock_offset_ms": -1.5,
                     *           "started_at": "2027-01-31T12:00:00.000Z",
                     *           "last_heartbeat_at": "2027-01-31T12:00:00.250Z",
                     *           "stopped_at": null
                     *         }
                     *       ],
                     *       "next_cursor": "MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl"
                     *     }
                     */
                    "application/json": {
                        workers: components["schemas"]["Worker"][];
                        /**
                         * @description null on the last page
                         * @example MDE5M2Y0YzEtNmEwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDVl
                         */
                        next_cursor: string | null;
                    };
                };
            };
            400: components["responses"]["InvalidCursorOrMalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    readWorker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "worker": {
                     *         "id": "0193f4c0-1200-7000-8000-0000000000f1",
                     *         "hostname": "worker-1",
                     *         "pid": 42,
                     *         "version": "0.1.0",
                     *         "status": "running",
                     *         "desired": "run",
                     *         "kinds": [
                     *           "session.create",
                     *           "session.expire"
                     *         ],
                     *         "concurrency": 16,
                     *         "running": 2,
                     *         "completed": 1841,
                     *         "failed": 0,
                     *         "rss_bytes": 121634816,
                     *         "event_loop_lag_ms": 0.4,
                     *         "clock_offset_ms": -1.5,
                     *         "started_at": "2027-01-31T12:00:00.000Z",
                     *         "last_heartbeat_at": "2027-01-31T12:00:00.250Z",
                     *         "stopped_at": null
                     *       }
                     *     }
                     */
                    "application/json": {
                        worker: components["schemas"]["Worker"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    drainWorker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0192a000-0000-7000-8000-000000000001 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Worker ordered to drain",
                     *       "worker": {
                     *         "id": "0193f4c0-1200-7000-8000-0000000000f1",
                     *         "hostname": "worker-1",
                     *         "pid": 42,
                     *         "version": "0.1.0",
                     *         "status": "running",
                     *         "desired": "run",
                     *         "kinds": [
                     *           "session.create",
                     *           "session.expire"
                     *         ],
                     *         "concurrency": 16,
                     *         "running": 2,
                     *         "completed": 1841,
                     *         "failed": 0,
                     *         "rss_bytes": 121634816,
                     *         "event_loop_lag_ms": 0.4,
                     *         "clock_offset_ms": -1.5,
                     *         "started_at": "2027-01-31T12:00:00.000Z",
                     *         "last_heartbeat_at": "2027-01-31T12:00:00.250Z",
                     *         "stopped_at": null
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @example Worker ordered to drain */
                        message: string;
                        worker: components["schemas"]["Worker"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["MalformedRequest408"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    readOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "overview": {
                     *         "at": "2027-01-31T12:00:00.000Z",
                     *         "workers": {
                     *           "starting": 0,
                     *           "running": 2,
                     *           "draining": 0,
                     *           "stopped": 1,
                     *           "lost": 0
                     *         },
                     *         "in_hand": 4,
                     *         "concurrency": 32,
                     *         "per_second": {
                     *           "accepted": 20,
                     *           "completed": 19.7,
                     *           "refused": 0.2,
                     *           "failed": 0
                     *         },
                     *         "kinds": [
                     *           {
                     *             "kind": "session.create",
                     *             "inline": false,
                     *             "queued": 4,
                     *             "oldest_ms": 12,
                     *             "pause": null,
                     *             "figures": {
                     *               "minutes": 5,
                     *               "accepted": 1200,
                     *               "completed": 1180,
                     *               "refused": 12,
                     *               "failed": 0,
                     *               "start_ms": {
                     *                 "p50": 3,
                     *                 "p99": 21
                     *               },
                     *               "run_ms": {
                     *                 "p50": 4,
                     *                 "p99": 30
                     *               }
                     *             }
                     *           }
                     *         ],
                     *         "last_failures": [
                     *           {
                     *             "id": "0193f4c1-69f0-7000-8000-00000000000b",
                     *             "kind": "session.create",
                     *             "user_id": "0192a000-0000-7000-8000-00000000000a",
                     *             "problem": {
                     *               "type": "urn:assent:problem:job-failed",
                     *               "status": 500,
                     *               "title": "The job has failed",
                     *               "detail": "The job has failed."
                     *             },
                     *             "settled_at": "2027-01-31T12:00:00.250Z"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": {
                        overview: components["schemas"]["Overview"];
                    };
                };
            };
            400: components["responses"]["MalformedRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["ForbiddenOrInsufficientScope"];
            408: components["responses"]["MalformedRequest408"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["MalformedRequest431"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deliverEvent: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description the event's id, the same however often it is delivered
                 * @example 0193f4c1-6a01-7000-8000-0000000000a1
                 */
                "webhook-id": string;
                /**
                 * @description when this request was made, in seconds since 1970
                 * @example 1798761600
                 */
                "webhook-timestamp": string;
                /**
                 * @description one for each secret that is valid: `v1,` and the HMAC-SHA256 of id, timestamp and body
                 * @example v1,1Sndpq7TonzOR03c9zSc33c0wpYf/Gj6vzduOCFLW2s=
                 */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "session.created",
                 *       "timestamp": "2027-01-31T12:00:00.250Z",
                 *       "data": {
                 *         "id": "0193f4c1-6a01-7000-8000-0000000000a1",
                 *         "type": "session.created",
                 *         "occurred_at": "2027-01-31T12:00:00.250Z",
                 *         "user_id": "0192a000-0000-7000-8000-00000000000a",
                 *         "session_id": "0193f4c1-6a00-7000-8000-00000000005e",
                 *         "consent_id": "0192a000-0000-7000-8000-0000000000ca",
                 *         "job_id": "0193f4c1-69f0-7000-8000-00000000000b",
                 *         "data": {
                 *           "sportsbook": "test_sportsbook",
                 *           "expires_at": "2027-01-31T18:00:00.000Z",
                 *           "paper_trading": true
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    type: "session.created" | "session.renewed" | "session.expired" | "session.revoked" | "consent.granted" | "consent.withdrawn" | "consent.expired" | "job.failed" | "webhook.test";
                    /**
                     * Format: date-time
                     * @description when it happened
                     */
                    timestamp: string;
                    data: components["schemas"]["Event"] | Record<string, never>;
                };
            };
        };
        responses: {
            /** @description The event was taken */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It was not, and neither with a redirect or a 5XX: it is delivered again later */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
