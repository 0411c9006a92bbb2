package io.tempo.core.block;

import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.model.AttributeScope;

/**
 * Attributes that have a column in every vParquet3 and vParquet4 file, in column order. A value of
 * another type goes where attributes without a column go.
 */
enum FixedColumn {
    CLUSTER(AttributeScope.RESOURCE, "cluster", Type.STRING, "Cluster"),
    NAMESPACE(AttributeScope.RESOURCE, "namespace", Type.STRING, "Namespace"),
    POD(AttributeScope.RESOURCE, "pod", Type.STRING, "Pod"),
    CONTAINER(AttributeScope.RESOURCE, "container", Type.STRING, "Container"),
    K8S_CLUSTER(AttributeScope.RESOURCE, "k8s.cluster.name", Type.STRING, "K8sClusterName"),
    K8S_NAMESPACE(AttributeScope.RESOURCE, "k8s.namespace.name", Type.STRING, "K8sNamespaceName"),
    K8S_POD(AttributeScope.RESOURCE, "k8s.pod.name", Type.STRING, "K8sPodName"),
    K8S_CONTAINER(AttributeScope.RESOURCE, "k8s.container.name", Type.STRING, "K8sContainerName"),
    HTTP_METHOD(AttributeScope.SPAN, "http.method", Type.STRING, "HttpMethod"),
    HTTP_URL(AttributeScope.SPAN, "http.url", Type.STRING, "HttpUrl"),
    HTTP_STATUS_CODE(AttributeScope.SPAN, "http.status_code", Type.INT, "HttpStatusCode");

    final AttributeScope scope;
    final String key;
    final Type type;
    final String columnName;

    FixedColumn(AttributeScope scope, String key, Type type, String columnName) {
        this.scope = scope;
        this.key = key;
        this.type = type;
        this.columnName = columnName;
    }

    /** Whether string attributes of this key have a column already, service.name included. */
    static boolean exists(AttributeScope scope, String key) {
        if (scope == AttributeScope.RESOURCE && key.equals("service.name")) {
            return true;
        }
        for (FixedColumn column : values()) {
            if (column.scope == scope && column.type == Type.STRING && column.key.equals(key)) {
                return true;
            }
        }
        return false;
    }
}
