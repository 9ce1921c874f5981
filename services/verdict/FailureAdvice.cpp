#include "services/verdict/FailureAdvice.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <vector>

namespace assay {

namespace {

struct Rule {
    const char *pattern; ///< over code and text, ignoring case
    const char *cause, *fix;
};

// clang-format off
constexpr Rule rules[] = {
    {R"(CUDA out of memory|torch\.cuda\.OutOfMemory|HIP out of memory)",
     QT_TRANSLATE_NOOP("assay", "The graphics card has too little memory for this model and batch."),
     QT_TRANSLATE_NOOP("assay", "Choose a smaller batch, a shorter context or a quantised model.")},
    {R"(out of memory|OOMKilled|oom-kill|MemoryError|Cannot allocate memory|exit(ed with)?( code| status)? 137)",
     QT_TRANSLATE_NOOP("assay", "The program needed more memory than it was given and was ended by the system."),
     QT_TRANSLATE_NOOP("assay", "Run fewer benchmarks at a time, ask for more memory, or limit the number of items.")},
    {R"(no space left on device|disk quota exceeded|ENOSPC)",
     QT_TRANSLATE_NOOP("assay", "The disk is full."),
     QT_TRANSLATE_NOOP("assay", "Make room where the engine keeps its jobs and datasets, then try again.")},
    {R"(\b401\b|unauthori[sz]ed|invalid[ _]api[ _]key|incorrect api key|refused the key|authentication ?(error|failed))",
     QT_TRANSLATE_NOOP("assay", "The model’s endpoint did not accept the key."),
     QT_TRANSLATE_NOOP("assay", "Store a valid key for this endpoint and run the benchmark again.")},
    {R"(gated (repo|dataset)|access to (model|dataset) .* is restricted|GatedRepoError|must be authenticated to access)",
     QT_TRANSLATE_NOOP("assay", "The dataset or model needs a permission of the Hugging Face hub."),
     QT_TRANSLATE_NOOP("assay", "Accept its terms on the hub, and give the run a key that may read it.")},
    {R"(\b403\b|forbidden|permission denied|EACCES)",
     QT_TRANSLATE_NOOP("assay", "Something that the benchmark needs may not be read or used by it."),
     QT_TRANSLATE_NOOP("assay", "Check the key’s permissions, and those of the files that are named in the message.")},
    {R"(\b429\b|rate.?limit|too many requests|quota exceeded|insufficient_quota)",
     QT_TRANSLATE_NOOP("assay", "The endpoint takes fewer requests than were sent."),
     QT_TRANSLATE_NOOP("assay", "Lower the number of parallel requests, or wait until the quota is free, then try again.")},
    {R"(context.?length|maximum context|prompt is too long|too many tokens|exceeds? the (available )?context)",
     QT_TRANSLATE_NOOP("assay", "A prompt with its answer is longer than the model’s context."),
     QT_TRANSLATE_NOOP("assay", "Use fewer examples in the prompt, a smaller limit of answer tokens, or serve the model with a longer context.")},
    {R"(model .{0,80}(not found|does not exist)|model_not_found|unknown model)",
     QT_TRANSLATE_NOOP("assay", "The endpoint does not serve a model of this name."),
     QT_TRANSLATE_NOOP("assay", "Choose the name from the endpoint’s own list of models.")},
    {R"(connection refused|ECONNREFUSED|connect(ion)? error|actively refused|nothing listens)",
     QT_TRANSLATE_NOOP("assay", "Nothing answers at the model’s address."),
     QT_TRANSLATE_NOOP("assay", "Start the model’s server, or correct host and port, and try again.")},
    {R"(name or service not known|could not resolve|getaddrinfo|host not found|nodename nor servname|temporary failure in name resolution)",
     QT_TRANSLATE_NOOP("assay", "The name of the host could not be resolved."),
     QT_TRANSLATE_NOOP("assay", "Correct the host’s name, or the network and proxy settings of the machine that runs the benchmark.")},
    {R"(certificate|SSL|TLS handshake|self.signed)",
     QT_TRANSLATE_NOOP("assay", "The encrypted connection to a server was not trusted."),
     QT_TRANSLATE_NOOP("assay", "Give the run the certificate authority of that server.")},
    {R"(HF_HUB_OFFLINE|OfflineModeIsEnabled|couldn't (reach|connect to)|network is unreachable|LocalEntryNotFound)",
     QT_TRANSLATE_NOOP("assay", "A dataset could not be fetched, because the machine has no way to it."),
     QT_TRANSLATE_NOOP("assay", "Fetch the dataset beforehand, or allow the way to it.")},
    {R"(ModuleNotFoundError|No module named|ImportError)",
     QT_TRANSLATE_NOOP("assay", "The provider’s program lacks a Python package."),
     QT_TRANSLATE_NOOP("assay", "Install the package that the message names where the provider’s command runs.")},
    {R"(command not found|No such file or directory|exit(ed with)?( code| status)? 127|executable file not found)",
     QT_TRANSLATE_NOOP("assay", "A program or file that the provider names is not there."),
     QT_TRANSLATE_NOOP("assay", "Install it, or correct the provider’s command.")},
    {R"(time.?limit|timed? ?out|deadline exceeded|ETIMEDOUT)",
     QT_TRANSLATE_NOOP("assay", "It took longer than it was allowed to."),
     QT_TRANSLATE_NOOP("assay", "Raise the time limit, limit the number of items, or ask a quicker endpoint.")},
    {R"(\b50[0234]\b|internal server error|bad gateway|service unavailable|overloaded)",
     QT_TRANSLATE_NOOP("assay", "The model’s endpoint failed while it was asked."),
     QT_TRANSLATE_NOOP("assay", "Look at the endpoint’s own log; when it is well again, retry what failed.")},
    {R"(local_runtime_not_enabled|without (a )?local command|no local runtime)",
     QT_TRANSLATE_NOOP("assay", "The provider has no command for a local server."),
     QT_TRANSLATE_NOOP("assay", "Add a local command to the provider, or run the benchmark on a cluster.")},
    {R"(exit(ed with)?( code| status)? \d+|killed by signal|signal \d+)",
     QT_TRANSLATE_NOOP("assay", "The provider’s program ended with an error."),
     QT_TRANSLATE_NOOP("assay", "Its log says more; the last lines before the end are the most telling.")},
};
// clang-format on

const std::vector<QRegularExpression> &patterns()
{
    static const std::vector<QRegularExpression> compiled = [] {
        std::vector<QRegularExpression> all;
        for (const Rule &rule : rules)
            all.emplace_back(QString::fromLatin1(rule.pattern), QRegularExpression::CaseInsensitiveOption);
        return all;
    }();
    return compiled;
}

} // namespace

std::optional<FailureAdvice> explainFailure(const QString &code, const QString &text)
{
    const QString all = QStringLiteral("%1 %2").arg(code, text.right(8000)); // a log's end is what matters
    for (std::size_t i = 0; i < std::size(rules); ++i) {
        if (patterns().at(i).match(all).hasMatch())
            return FailureAdvice{QCoreApplication::translate("assay", rules[i].cause), QCoreApplication::translate("assay", rules[i].fix)};
    }
    return std::nullopt;
}

} // namespace assay
