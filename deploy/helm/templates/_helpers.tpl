{{- define "hourglass.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}
{{- end }}

{{- define "hourglass.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "hourglass.labels" -}}
{{ include "hourglass.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "hourglass.applicationId" -}}
{{ index .Values.config "application-id" | default "hourglass" }}
{{- end }}

{{- /* The topics by their roles, as the application's configuration names them. */ -}}
{{- define "hourglass.topics" -}}
{{- $given := .Values.config.topics | default dict -}}
input: {{ $given.input | default "images" }}
latents: {{ $given.latents | default "latents" }}
alerts: {{ $given.alerts | default "alerts" }}
dead-letters: {{ index $given "dead-letters" | default "dead-letters" }}
{{- end }}

{{- define "hourglass.bootstrapServers" -}}
{{- if .Values.kafka.bootstrapServers -}}
{{ .Values.kafka.bootstrapServers }}
{{- else if .Values.strimzi.enabled -}}
{{ required "strimzi.cluster must name the Kafka cluster" .Values.strimzi.cluster }}-kafka-bootstrap:9093
{{- else -}}
{{ fail "kafka.bootstrapServers must say where Kafka is, as host:port" }}
{{- end -}}
{{- end }}
