#pragma once

#include <nlohmann/json.hpp>

#include <QByteArray>

#include <mutex>

namespace assay::engine {

/// The description of the API: EvalHub's (resources/api/evalhub.yaml) and the engine's additions (docs/openapi.yaml) as one
/// document. Made when it is first asked for; any thread.
class ApiPages {
public:
    const QByteArray &yaml();
    const QByteArray &json();
    const QByteArray &html(); ///< one page without scripts

private:
    void make();

    std::once_flag m_made;
    QByteArray m_yaml, m_json, m_html;
};

/// `base` with what `additions` has beyond it: paths (below /api/v1), parameters and descriptions of operations that both have,
/// and components.
nlohmann::json mergedApi(nlohmann::json base, const nlohmann::json &additions);

} // namespace assay::engine
