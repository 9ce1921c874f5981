#include "app/ConnectionKinds.h"

#include "services/api/ConnectionRegistry.h"
#include "services/backends/access/LadderTester.h"
#include "services/backends/evalhub/RemoteConnection.h"
#include "services/backends/llamastack/LlamaConnection.h"
#include "services/backends/llamastack/LlamaTester.h"
#include "services/backends/scale/ScaleConnection.h"
#include "services/backends/scale/ScaleTester.h"
#include "services/backends/spice/SpiceConnection.h"
#include "services/backends/spice/SpiceTester.h"

#include <QCoreApplication>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay::ConnectionKinds)
};

} // namespace

void addConnectionKinds(ConnectionRegistry &registry, const ConnectionParts &parts)
{
    const auto rest = [parts](DraftStore *kept) { return RestServices{parts.secrets, parts.guard, &parts.requests, kept}; };
    SecretStore &secrets = parts.secrets;
    registry.addKind({QStringLiteral("evalhub"), [] { return Text::tr("EvalHub server"); }, QStringLiteral("https://evalhub.example.com"),
                      [parts](const ConnectionSettings &settings) -> std::unique_ptr<Connection> {
                          return std::make_unique<RemoteConnection>(settings, RemoteConnection::Services{parts.secrets, parts.guard, &parts.requests});
                      },
                      [&secrets]() -> std::unique_ptr<ConnectionTester> { return std::make_unique<LadderTester>(secrets); },
                      [] { return Text::tr("Tenant"); }, [] { return Text::tr("User"); }, [] { return Text::tr("In a cluster the namespace; empty: not sent"); }});
    registry.addKind({QStringLiteral("spice"), [] { return Text::tr("Spice.ai runtime"); }, QStringLiteral("http://localhost:8090"),
                      [parts, rest](const ConnectionSettings &settings) -> std::unique_ptr<Connection> { return std::make_unique<SpiceConnection>(settings, rest(&parts.kept)); },
                      [&secrets]() -> std::unique_ptr<ConnectionTester> { return std::make_unique<SpiceTester>(secrets); }, {}, {}, {}, QStringLiteral("X-API-Key")});
    registry.addKind({QStringLiteral("scale"), [] { return Text::tr("Scale GP account"); }, QStringLiteral("https://api.egp.scale.com"),
                      [rest](const ConnectionSettings &settings) -> std::unique_ptr<Connection> { return std::make_unique<ScaleConnection>(settings, rest(nullptr)); },
                      [&secrets]() -> std::unique_ptr<ConnectionTester> { return std::make_unique<ScaleTester>(secrets); },
                      [] { return Text::tr("Account"); }, {}, [] { return Text::tr("The account's id, from Scale GP's settings; needed by most servers"); }, QStringLiteral("x-api-key")});
    registry.addKind({QStringLiteral("llamastack"), [] { return Text::tr("Llama Stack server"); }, QStringLiteral("http://localhost:8321"),
                      [parts, rest](const ConnectionSettings &settings) -> std::unique_ptr<Connection> { return std::make_unique<LlamaConnection>(settings, rest(&parts.kept)); },
                      [&secrets]() -> std::unique_ptr<ConnectionTester> { return std::make_unique<LlamaTester>(secrets); }});
}

} // namespace assay
