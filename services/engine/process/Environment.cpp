#include "services/engine/process/Environment.h"

#include <algorithm>
#include <map>
#include <unistd.h>

namespace assay::engine {

bool isAllowed(const QByteArray &name)
{
    // docs/commands.md lists these for users.
    static const QByteArrayList names = {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "TMPDIR", "TEMP", "TMP", // basics
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "FTP_PROXY",                                     // in either case
        "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",                               // certificates
        "LD_LIBRARY_PATH", "VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV",                                 // where libraries are
        "HF_HOME", "HF_HUB_CACHE", "HF_DATASETS_CACHE", "HF_ENDPOINT", "HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE",
        "TRANSFORMERS_OFFLINE", "TRANSFORMERS_CACHE", "TORCH_HOME", "NLTK_DATA",                               // models and data
        "CUDA_HOME", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "NVIDIA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES",
        "HIP_VISIBLE_DEVICES", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS",                   // devices and threads
    };
    static const QByteArrayList starts = {"LC_", "XDG_"};
    if (std::any_of(starts.begin(), starts.end(), [&](const QByteArray &start) { return name.startsWith(start); }))
        return true;
    if (name.startsWith("PYTHON"))
        return true; // PYTHONPATH, PYTHONUNBUFFERED and the rest of the interpreter's own
    return names.contains(name) || (name.endsWith("_proxy") && names.contains(name.toUpper()));
}

QByteArrayList commandEnvironment(const QByteArrayList &own, EnvironmentPolicy policy, const QList<EnvVar> &ours, const QList<EnvVar> &provider)
{
    std::map<QByteArray, QByteArray> values;
    for (const QByteArray &entry : own) {
        const auto equals = entry.indexOf('=', 1);
        const QByteArray name = entry.left(equals);
        if (equals > 0 && (policy == EnvironmentPolicy::Inherit || isAllowed(name)))
            values[name] = entry.mid(equals + 1);
    }
    for (const auto &list : {ours, provider}) {
        for (const EnvVar &variable : list) {
            const QByteArray name = variable.name.toUtf8(), value = variable.value.toUtf8();
            if (!name.isEmpty() && !name.contains('=') && !name.contains('\0') && !value.contains('\0'))
                values[name] = value;
        }
    }
    QByteArrayList all;
    for (const auto &[name, value] : values)
        all.append(name + '=' + value);
    return all;
}

QByteArrayList ownEnvironment()
{
    QByteArrayList all;
    for (char **entry = environ; entry && *entry; ++entry)
        all.append(*entry);
    return all;
}

} // namespace assay::engine
