/**
 * The model context protocol (JSON-RPC 2.0 over streamable HTTP, revision 2025-06-18), with which
 * language models find tools and documents: messages, sessions, and the documents themselves. What
 * the tools do comes from outside; nothing here knows of queries or tenants.
 */
package io.tempo.querier.frontend.mcp;
