// Made from openapi.json by "npm run generate"; do not edit.
export interface paths {
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSetup"];
        put?: never;
        post: operations["completeSetup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Signs a client in without a browser: the reply holds an API token of 90 days. */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listApiTokens"];
        put?: never;
        post: operations["createApiToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["revokeApiToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listUsers"];
        put?: never;
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTeams"];
        put?: never;
        post: operations["createTeam"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTeamMembers"];
        put: operations["putTeamMember"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team}/members/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["removeTeamMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{template}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{template}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["previewTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listProjects"];
        put?: never;
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/project-names/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["checkProjectName"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getProject"];
        put?: never;
        post?: never;
        delete: operations["deleteProject"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/timelines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listProjectTimelines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timelines/{timeline}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timelines/{timeline}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Runs a failed timeline again, from its first step that did not succeed. */
        post: operations["retryTimeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timelines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listTimelines"];
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
        /** @description Server-sent events: `timeline` {timeline}, `step` {timelineId, step}, `project` {project}. Resumes after Last-Event-ID. */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/pipeline-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPipelineRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pipeline-runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPipelineRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pipeline-runs/{run}/jobs/{job}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Server-sent events `line` {number, text}, then `end`. Resumes after Last-Event-ID, a line number. */
        get: operations["streamJobLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listDeployments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/environments/{environment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getEnvironment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/environments/{environment}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getEnvironmentMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{project}/environments/{environment}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Server-sent events `line` {pod, text} of the pods that run now: the last lines first, then what comes. */
        get: operations["streamEnvironmentLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPlatform"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getDoctor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AuditEntryInput: {
            id: string;
            /** Format: date-time */
            at: string;
            actor: string;
            /** @description For example project.create */
            action: string;
            resource: string;
            /** @enum {string} */
            outcome: "allowed" | "denied" | "failed";
            detail: {
                [key: string]: unknown;
            };
            address: string | null;
            requestId: string | null;
        };
        AuditListInput: {
            items: components["schemas"]["AuditEntryInput"][];
            nextCursor: string | null;
        };
        DeploymentInput: {
            id: string;
            environment: string;
            /** @enum {string} */
            state: "running" | "live" | "failed" | "superseded";
            release: {
                id: string;
                version: string;
                commit: string;
                digest: string;
                /** @description First line of the commit message */
                message: string;
            };
            timelineId: string;
            /** Format: date-time */
            startedAt: string;
            finishedAt: string | null;
            deployedBy: string;
        };
        DeploymentListInput: {
            items: components["schemas"]["DeploymentInput"][];
        };
        EnvironmentDetailInput: {
            /** @description dev, staging, prod or preview-<n> */
            name: string;
            url: string;
            namespace: string;
            /** @enum {string} */
            health: "Healthy" | "Progressing" | "Degraded" | "Suspended" | "Missing" | "Unknown";
            /** @enum {string} */
            sync: "Synced" | "OutOfSync" | "Unknown";
            release: {
                id: string;
                /** @description Short commit */
                version: string;
                commit: string;
                digest: string;
            } | null;
            deployedAt: string | null;
            deployedBy: string | null;
            replicas: {
                ready: number;
                desired: number;
            };
            pods: components["schemas"]["PodSummaryInput"][];
            conditions: {
                type: string;
                message: string;
            }[];
        };
        EnvironmentSummaryInput: {
            /** @description dev, staging, prod or preview-<n> */
            name: string;
            url: string;
            namespace: string;
            /** @enum {string} */
            health: "Healthy" | "Progressing" | "Degraded" | "Suspended" | "Missing" | "Unknown";
            /** @enum {string} */
            sync: "Synced" | "OutOfSync" | "Unknown";
            release: {
                id: string;
                /** @description Short commit */
                version: string;
                commit: string;
                digest: string;
            } | null;
            deployedAt: string | null;
            deployedBy: string | null;
        };
        PodSummaryInput: {
            name: string;
            phase: string;
            ready: boolean;
            restarts: number;
            /** @description For example CrashLoopBackOff */
            reason: string | null;
            message: string | null;
            startedAt: string | null;
        };
        ApiTokenInput: {
            id: string;
            name: string;
            prefix: string;
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            lastUsedAt: string | null;
        };
        ApiTokenListInput: {
            items: components["schemas"]["ApiTokenInput"][];
        };
        CreateApiTokenInput: {
            name: string;
            /** @default 90 */
            expiresInDays: number;
        };
        CreateUserInput: {
            /** Format: email */
            email: string;
            password: string;
            name: string;
            /**
             * @default member
             * @enum {string}
             */
            role: "admin" | "member";
        };
        CreatedApiTokenInput: {
            id: string;
            name: string;
            prefix: string;
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            lastUsedAt: string | null;
            token: string;
        };
        LoginReplyInput: {
            token: string;
            /** Format: date-time */
            expiresAt: string;
            user: components["schemas"]["UserInput"];
        };
        SessionInput: {
            user: components["schemas"]["UserInput"];
            /** @description Platform-wide permissions */
            permissions: string[];
            teams: {
                name: string;
                role: string;
                permissions: string[];
            }[];
        };
        SetupInput: {
            /** @description From the one-time set-up link */
            token: string;
            /** Format: email */
            email: string;
            password: string;
            name: string;
        };
        SetupStatusInput: {
            /** @description No administrator exists yet */
            needed: boolean;
        };
        SignInInput: {
            /** Format: email */
            email: string;
            password: string;
        };
        UserInput: {
            id: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "admin" | "member";
        };
        UserListInput: {
            items: components["schemas"]["UserInput"][];
        };
        DashboardInput: {
            /** @description Unix time in seconds */
            times: number[];
            panels: components["schemas"]["PanelInput"][];
            targets: {
                pod: string;
                up: boolean;
                lastScrapeAt: string | null;
            }[];
        };
        PanelInput: {
            /** @enum {string} */
            key: "requests" | "errors" | "latency";
            title: string;
            /** @enum {string} */
            unit: "req/s" | "ratio" | "s";
            /** @description The PromQL behind the panel */
            query: string;
            series: components["schemas"]["PanelSeriesInput"][];
        };
        PanelSeriesInput: {
            name: string;
            values: (number | null)[];
        };
        AnnotationInput: {
            /** @enum {string} */
            level: "error" | "warning" | "notice";
            message: string;
            file: string | null;
            line: number | null;
        };
        LogLineInput: {
            number: number;
            at: string | null;
            text: string;
        };
        PipelineJobInput: {
            /** @description Key of the job in the workflow file */
            id: string;
            name: string;
            /** @enum {string} */
            status: "queued" | "in_progress" | "completed";
            conclusion: ("success" | "failure" | "cancelled" | "skipped") | null;
            startedAt: string | null;
            finishedAt: string | null;
            steps: components["schemas"]["PipelineStepInput"][];
            annotations: components["schemas"]["AnnotationInput"][];
        };
        PipelineRunInput: {
            id: string;
            number: number;
            project: string;
            commit: string;
            ref: string;
            /** @enum {string} */
            status: "queued" | "in_progress" | "completed";
            conclusion: ("success" | "failure" | "cancelled" | "skipped") | null;
            /** Format: date-time */
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            timelineId: string | null;
            jobs: components["schemas"]["PipelineJobInput"][];
        };
        PipelineRunListInput: {
            items: components["schemas"]["PipelineRunInput"][];
        };
        PipelineStepInput: {
            name: string;
            /** @enum {string} */
            status: "queued" | "in_progress" | "completed";
            conclusion: ("success" | "failure" | "cancelled" | "skipped") | null;
            durationMs: number | null;
        };
        DoctorInput: {
            findings: components["schemas"]["FindingInput"][];
        };
        FindingInput: {
            /** @description sandbox, network, database, … */
            area: string;
            /** @enum {string} */
            level: "ok" | "limited" | "failed";
            message: string;
        };
        PlatformInfoInput: {
            version: string;
            origin: string;
            sandboxed: boolean;
        };
        CreateProjectInput: {
            /** @description DNS label of at most 40 characters, unique on the platform */
            name: string;
            /** @description The team that owns the project */
            team: string;
            template: string;
            /** @default  */
            description: string;
            /**
             * @description The template's own variables
             * @default {}
             */
            variables: {
                [key: string]: string;
            };
        };
        CreatedProjectInput: {
            project: components["schemas"]["ProjectInput"];
            timeline: components["schemas"]["TimelineInput"];
        };
        DeletedProjectInput: {
            timeline: components["schemas"]["TimelineInput"];
        };
        NameCheckInput: {
            name: string;
            available: boolean;
            reason: string | null;
        };
        ProjectInput: {
            id: string;
            name: string;
            team: string;
            description: string;
            template: string;
            /** @enum {string} */
            state: "provisioning" | "live" | "failed" | "deleting" | "archived";
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            /** @description Clone URL of the project repository */
            repositoryUrl: string;
            environments: components["schemas"]["EnvironmentSummaryInput"][];
            /** @description The newest timeline of the project */
            latestTimelineId: string | null;
        };
        ProjectListInput: {
            items: components["schemas"]["ProjectInput"][];
            nextCursor: string | null;
        };
        CreateTeamInput: {
            name: string;
            /** @default  */
            description: string;
        };
        PutTeamMemberInput: {
            /** Format: email */
            email: string;
            /** @enum {string} */
            role: "owner" | "maintainer" | "developer" | "viewer";
        };
        TeamInput: {
            name: string;
            description: string;
            /** Format: date-time */
            createdAt: string;
            /** @description Your role in the team */
            role: ("owner" | "maintainer" | "developer" | "viewer") | null;
            members: number;
            projects: number;
        };
        TeamListInput: {
            items: components["schemas"]["TeamInput"][];
        };
        TeamMemberInput: {
            userId: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "owner" | "maintainer" | "developer" | "viewer";
        };
        TeamMemberListInput: {
            items: components["schemas"]["TeamMemberInput"][];
        };
        TemplateInput: {
            name: string;
            title: string;
            description: string;
            language: string;
            tags: string[];
            variables: components["schemas"]["TemplateVariableInput"][];
        };
        TemplateListInput: {
            items: components["schemas"]["TemplateInput"][];
        };
        TemplatePreviewInput: {
            files: {
                path: string;
                size: number;
            }[];
            pipelineJobs: {
                id: string;
                needs: string[];
            }[];
            repositoryUrl: string;
            environments: {
                name: string;
                namespace: string;
                url: string;
            }[];
        };
        TemplatePreviewRequestInput: {
            name: string;
            team: string;
            /** @default  */
            description: string;
            /** @default {} */
            variables: {
                [key: string]: string;
            };
        };
        TemplateVariableInput: {
            title: string;
            name: string;
            default: string;
            choices: string[] | null;
        };
        FailureInput: {
            code: string;
            /** @description What failed and why */
            message: string;
            /** @description What to do */
            remedy: string;
            /** @description The first error lines of a log, for instance */
            detail: string | null;
        };
        TimelineInput: {
            id: string;
            /** @enum {string} */
            kind: "provision" | "delivery" | "deletion";
            /** @enum {string} */
            state: "running" | "live" | "failed" | "done" | "superseded";
            /** @description The project's name */
            project: string;
            team: string;
            title: string;
            /** Format: date-time */
            startedAt: string;
            finishedAt: string | null;
            durationMs: number | null;
            usualMs: number | null;
            /** @description The live URL, once LIVE */
            url: string | null;
            steps: components["schemas"]["TimelineStepInput"][];
        };
        TimelineListInput: {
            items: components["schemas"]["TimelineInput"][];
        };
        TimelineStepInput: {
            /** @description render, repository, push, pipeline/<job>, image, release, commit, sync, pods, probes, scrape, … */
            key: string;
            title: string;
            /** @enum {string} */
            state: "queued" | "running" | "succeeded" | "failed" | "skipped";
            startedAt: string | null;
            finishedAt: string | null;
            durationMs: number | null;
            /** @description Median duration of this step in earlier timelines */
            usualMs: number | null;
            message: string | null;
            failure: components["schemas"]["FailureInput"] | null;
            /** @description Where the log of this step is streamed: /pipeline-runs/{runId}/jobs/{job}/log */
            log: {
                runId: string;
                job: string;
            } | null;
        };
        ProblemInput: {
            /** @description Stable: /docs/errors#<code> */
            type: string;
            title: string;
            status: number;
            /** @description What failed and why */
            detail: string;
            code: string;
            /** @description What to do */
            remedy: string;
            /** @description Errors by field */
            fields: {
                [key: string]: string;
            };
            /** @description Id of the request, as in the log */
            instance: string;
        };
        AuditEntry: {
            id: string;
            /** Format: date-time */
            at: string;
            actor: string;
            /** @description For example project.create */
            action: string;
            resource: string;
            /** @enum {string} */
            outcome: "allowed" | "denied" | "failed";
            detail: {
                [key: string]: unknown;
            };
            address: string | null;
            requestId: string | null;
        };
        AuditList: {
            items: components["schemas"]["AuditEntry"][];
            nextCursor: string | null;
        };
        Deployment: {
            id: string;
            environment: string;
            /** @enum {string} */
            state: "running" | "live" | "failed" | "superseded";
            release: {
                id: string;
                version: string;
                commit: string;
                digest: string;
                /** @description First line of the commit message */
                message: string;
            };
            timelineId: string;
            /** Format: date-time */
            startedAt: string;
            finishedAt: string | null;
            deployedBy: string;
        };
        DeploymentList: {
            items: components["schemas"]["Deployment"][];
        };
        EnvironmentDetail: {
            /** @description dev, staging, prod or preview-<n> */
            name: string;
            url: string;
            namespace: string;
            /** @enum {string} */
            health: "Healthy" | "Progressing" | "Degraded" | "Suspended" | "Missing" | "Unknown";
            /** @enum {string} */
            sync: "Synced" | "OutOfSync" | "Unknown";
            release: {
                id: string;
                /** @description Short commit */
                version: string;
                commit: string;
                digest: string;
            } | null;
            deployedAt: string | null;
            deployedBy: string | null;
            replicas: {
                ready: number;
                desired: number;
            };
            pods: components["schemas"]["PodSummary"][];
            conditions: {
                type: string;
                message: string;
            }[];
        };
        EnvironmentSummary: {
            /** @description dev, staging, prod or preview-<n> */
            name: string;
            url: string;
            namespace: string;
            /** @enum {string} */
            health: "Healthy" | "Progressing" | "Degraded" | "Suspended" | "Missing" | "Unknown";
            /** @enum {string} */
            sync: "Synced" | "OutOfSync" | "Unknown";
            release: {
                id: string;
                /** @description Short commit */
                version: string;
                commit: string;
                digest: string;
            } | null;
            deployedAt: string | null;
            deployedBy: string | null;
        };
        PodSummary: {
            name: string;
            phase: string;
            ready: boolean;
            restarts: number;
            /** @description For example CrashLoopBackOff */
            reason: string | null;
            message: string | null;
            startedAt: string | null;
        };
        ApiToken: {
            id: string;
            name: string;
            prefix: string;
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            lastUsedAt: string | null;
        };
        ApiTokenList: {
            items: components["schemas"]["ApiToken"][];
        };
        CreateApiToken: {
            name: string;
            /** @default 90 */
            expiresInDays: number;
        };
        CreateUser: {
            /** Format: email */
            email: string;
            password: string;
            name: string;
            /**
             * @default member
             * @enum {string}
             */
            role: "admin" | "member";
        };
        CreatedApiToken: {
            id: string;
            name: string;
            prefix: string;
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            lastUsedAt: string | null;
            token: string;
        };
        LoginReply: {
            token: string;
            /** Format: date-time */
            expiresAt: string;
            user: components["schemas"]["User"];
        };
        Session: {
            user: components["schemas"]["User"];
            /** @description Platform-wide permissions */
            permissions: string[];
            teams: {
                name: string;
                role: string;
                permissions: string[];
            }[];
        };
        Setup: {
            /** @description From the one-time set-up link */
            token: string;
            /** Format: email */
            email: string;
            password: string;
            name: string;
        };
        SetupStatus: {
            /** @description No administrator exists yet */
            needed: boolean;
        };
        SignIn: {
            /** Format: email */
            email: string;
            password: string;
        };
        User: {
            id: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "admin" | "member";
        };
        UserList: {
            items: components["schemas"]["User"][];
        };
        Dashboard: {
            /** @description Unix time in seconds */
            times: number[];
            panels: components["schemas"]["Panel"][];
            targets: {
                pod: string;
                up: boolean;
                lastScrapeAt: string | null;
            }[];
        };
        Panel: {
            /** @enum {string} */
            key: "requests" | "errors" | "latency";
            title: string;
            /** @enum {string} */
            unit: "req/s" | "ratio" | "s";
            /** @description The PromQL behind the panel */
            query: string;
            series: components["schemas"]["PanelSeries"][];
        };
        PanelSeries: {
            name: string;
            values: (number | null)[];
        };
        Annotation: {
            /** @enum {string} */
            level: "error" | "warning" | "notice";
            message: string;
            file: string | null;
            line: number | null;
        };
        LogLine: {
            number: number;
            at: string | null;
            text: string;
        };
        PipelineJob: {
            /** @description Key of the job in the workflow file */
            id: string;
            name: string;
            /** @enum {string} */
            status: "queued" | "in_progress" | "completed";
            conclusion: ("success" | "failure" | "cancelled" | "skipped") | null;
            startedAt: string | null;
            finishedAt: string | null;
            steps: components["schemas"]["PipelineStep"][];
            annotations: components["schemas"]["Annotation"][];
        };
        PipelineRun: {
            id: string;
            number: number;
            project: string;
            commit: string;
            ref: string;
            /** @enum {string} */
            status: "queued" | "in_progress" | "completed";
            conclusion: ("success" | "failure" | "cancelled" | "skipped") | null;
            /** Format: date-time */
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            timelineId: string | null;
            jobs: components["schemas"]["PipelineJob"][];
        };
        PipelineRunList: {
            items: components["schemas"]["PipelineRun"][];
        };
        PipelineStep: {
            name: string;
            /** @enum {string} */
            status: "queued" | "in_progress" | "completed";
            conclusion: ("success" | "failure" | "cancelled" | "skipped") | null;
            durationMs: number | null;
        };
        Doctor: {
            findings: components["schemas"]["Finding"][];
        };
        Finding: {
            /** @description sandbox, network, database, … */
            area: string;
            /** @enum {string} */
            level: "ok" | "limited" | "failed";
            message: string;
        };
        PlatformInfo: {
            version: string;
            origin: string;
            sandboxed: boolean;
        };
        CreateProject: {
            /** @description DNS label of at most 40 characters, unique on the platform */
            name: string;
            /** @description The team that owns the project */
            team: string;
            template: string;
            /** @default  */
            description: string;
            /**
             * @description The template's own variables
             * @default {}
             */
            variables: {
                [key: string]: string;
            };
        };
        CreatedProject: {
            project: components["schemas"]["Project"];
            timeline: components["schemas"]["Timeline"];
        };
        DeletedProject: {
            timeline: components["schemas"]["Timeline"];
        };
        NameCheck: {
            name: string;
            available: boolean;
            reason: string | null;
        };
        Project: {
            id: string;
            name: string;
            team: string;
            description: string;
            template: string;
            /** @enum {string} */
            state: "provisioning" | "live" | "failed" | "deleting" | "archived";
            /** Format: date-time */
            createdAt: string;
            createdBy: string;
            /** @description Clone URL of the project repository */
            repositoryUrl: string;
            environments: components["schemas"]["EnvironmentSummary"][];
            /** @description The newest timeline of the project */
            latestTimelineId: string | null;
        };
        ProjectList: {
            items: components["schemas"]["Project"][];
            nextCursor: string | null;
        };
        CreateTeam: {
            name: string;
            /** @default  */
            description: string;
        };
        PutTeamMember: {
            /** Format: email */
            email: string;
            /** @enum {string} */
            role: "owner" | "maintainer" | "developer" | "viewer";
        };
        Team: {
            name: string;
            description: string;
            /** Format: date-time */
            createdAt: string;
            /** @description Your role in the team */
            role: ("owner" | "maintainer" | "developer" | "viewer") | null;
            members: number;
            projects: number;
        };
        TeamList: {
            items: components["schemas"]["Team"][];
        };
        TeamMember: {
            userId: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "owner" | "maintainer" | "developer" | "viewer";
        };
        TeamMemberList: {
            items: components["schemas"]["TeamMember"][];
        };
        Template: {
            name: string;
            title: string;
            description: string;
            language: string;
            tags: string[];
            variables: components["schemas"]["TemplateVariable"][];
        };
        TemplateList: {
            items: components["schemas"]["Template"][];
        };
        TemplatePreview: {
            files: {
                path: string;
                size: number;
            }[];
            pipelineJobs: {
                id: string;
                needs: string[];
            }[];
            repositoryUrl: string;
            environments: {
                name: string;
                namespace: string;
                url: string;
            }[];
        };
        TemplatePreviewRequest: {
            name: string;
            team: string;
            /** @default  */
            description: string;
            /** @default {} */
            variables: {
                [key: string]: string;
            };
        };
        TemplateVariable: {
            title: string;
            name: string;
            default: string;
            choices: string[] | null;
        };
        Failure: {
            code: string;
            /** @description What failed and why */
            message: string;
            /** @description What to do */
            remedy: string;
            /** @description The first error lines of a log, for instance */
            detail: string | null;
        };
        Timeline: {
            id: string;
            /** @enum {string} */
            kind: "provision" | "delivery" | "deletion";
            /** @enum {string} */
            state: "running" | "live" | "failed" | "done" | "superseded";
            /** @description The project's name */
            project: string;
            team: string;
            title: string;
            /** Format: date-time */
            startedAt: string;
            finishedAt: string | null;
            durationMs: number | null;
            usualMs: number | null;
            /** @description The live URL, once LIVE */
            url: string | null;
            steps: components["schemas"]["TimelineStep"][];
        };
        TimelineList: {
            items: components["schemas"]["Timeline"][];
        };
        TimelineStep: {
            /** @description render, repository, push, pipeline/<job>, image, release, commit, sync, pods, probes, scrape, … */
            key: string;
            title: string;
            /** @enum {string} */
            state: "queued" | "running" | "succeeded" | "failed" | "skipped";
            startedAt: string | null;
            finishedAt: string | null;
            durationMs: number | null;
            /** @description Median duration of this step in earlier timelines */
            usualMs: number | null;
            message: string | null;
            failure: components["schemas"]["Failure"] | null;
            /** @description Where the log of this step is streamed: /pipeline-runs/{runId}/jobs/{job}/log */
            log: {
                runId: string;
                job: string;
            } | null;
        };
        Problem: {
            /** @description Stable: /docs/errors#<code> */
            type: string;
            title: string;
            status: number;
            /** @description What failed and why */
            detail: string;
            code: string;
            /** @description What to do */
            remedy: string;
            /** @description Errors by field */
            fields: {
                [key: string]: string;
            };
            /** @description Id of the request, as in the log */
            instance: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupStatus"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupInput"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginReply"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiTokenInput"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiToken"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserInput"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTeams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTeam: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTeamInput"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTeamMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamMemberList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTeamMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutTeamMemberInput"];
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeTeamMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team: string;
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                template: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                template: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplatePreviewRequestInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplatePreview"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateProjectInput"];
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedProject"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkProjectName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NameCheck"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteProject: {
        parameters: {
            query?: {
                /** @description Keep the repository and the images in the archive instead of deleting them */
                archive?: "true" | "false";
            };
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedProject"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProjectTimelines: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                timeline: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                timeline: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTimelines: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description Only events of this timeline */
                timeline?: string;
                /** @description Only events of this project, by name */
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPipelineRuns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineRunList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPipelineRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineRun"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamJobLog: {
        parameters: {
            query?: {
                /** @description Go on until the job ends */
                follow?: "true" | "false";
            };
            header?: never;
            path: {
                run: string;
                job: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeployments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEnvironment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
                environment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnvironmentDetail"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEnvironmentMetrics: {
        parameters: {
            query?: {
                minutes?: number;
                points?: number;
            };
            header?: never;
            path: {
                project: string;
                environment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dashboard"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamEnvironmentLogs: {
        parameters: {
            query?: {
                pod?: string;
                tail?: number;
                follow?: "true" | "false";
            };
            header?: never;
            path: {
                project: string;
                environment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditList"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPlatform: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformInfo"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDoctor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Doctor"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
