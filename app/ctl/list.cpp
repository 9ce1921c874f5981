#include "app/ctl/Commands.h"
#include "app/ctl/Ctl.h"
#include "services/api/JobService.h"
#include "services/core/Time.h"
#include "services/json/Json.h"
#include "services/verdict/MetricInfo.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace assay::ctl {

namespace {

struct ListOptions {
    ServerOptions server;
    std::string status, name, tags;
    int limit = 20;
    qint64 offset = 0;
    bool json = false;
};

QString table(const Page<Job> &page)
{
    QList<QStringList> lines{{QCoreApplication::translate("assay", "Job"), QCoreApplication::translate("assay", "Created (UTC)"),
                              QCoreApplication::translate("assay", "State"), QCoreApplication::translate("assay", "Model"),
                              QCoreApplication::translate("assay", "Score"), QCoreApplication::translate("assay", "Name")}};
    for (const Job &job : page.items) {
        const bool scored = job.results.test && job.results.test->score;
        lines.append({job.resource.id, parseTime(job.resource.createdAt).toString(QStringLiteral("yyyy-MM-dd hh:mm:ss")),
                      job.status.state.text(), oneLine(job.model.name),
                      scored ? QString::number(*job.results.test->score, 'f', 3) : QString(), oneLine(job.name)});
    }
    QList<qsizetype> widths(lines.first().size(), 0);
    for (const QStringList &line : lines) {
        for (qsizetype i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths.at(i), line.at(i).size());
    }
    QString out;
    for (const QStringList &line : lines) {
        QString text;
        for (qsizetype i = 0; i < line.size(); ++i)
            text += line.at(i).leftJustified(widths.at(i) + 2);
        while (text.endsWith(u' '))
            text.chop(1);
        out += text + u'\n';
    }
    return out;
}

int list(const ListOptions &options)
{
    auto connection = connected(options.server);
    if (!connection)
        return fail(connection.error());
    JobQuery query;
    query.status = QString::fromStdString(options.status);
    query.name = QString::fromStdString(options.name);
    query.tags = QString::fromStdString(options.tags);
    query.limit = options.limit;
    query.offset = options.offset;
    const auto page = await((*connection)->jobs().list(query));
    if (!page)
        return fail(page.error());
    if (options.json) {
        nlohmann::json out{{"items", nlohmann::json::array()}, {"total_count", page->totalCount}};
        for (const Job &job : page->items)
            out["items"].push_back(json::toJson(job));
        printBytes(json::dump(out) + '\n');
        return Passed;
    }
    if (page->items.isEmpty()) {
        print(QCoreApplication::translate("assay", "There is no such job.") + u'\n');
        return Passed;
    }
    print(table(*page));
    if (page->totalCount > page->items.size())
        print(QCoreApplication::translate("assay", "%1 of %2; more with --offset and --limit.")
                  .arg(QString::number(page->items.size()), QString::number(page->totalCount)) + u'\n');
    return Passed;
}

} // namespace

void addList(CLI::App &app)
{
    auto options = std::make_shared<ListOptions>();
    CLI::App *command = app.add_subcommand("list", "List jobs");
    options->server.addTo(*command);
    command->add_option("--status", options->status, "Only these states: pending, running, completed, failed, cancelled, "
                                                     "partially_failed; several with | between")->type_name("STATE");
    command->add_option("--name", options->name, "Only jobs of this name")->type_name("NAME");
    command->add_option("--tags", options->tags, "Only jobs with these tags: a,b all of them; a|b any")->type_name("TAGS");
    command->add_option("--limit", options->limit, "How many")->check(CLI::Range(1, 10000))->capture_default_str();
    command->add_option("--offset", options->offset, "How many to leave out")->check(CLI::NonNegativeNumber);
    command->add_flag("--json", options->json, "Print the page as JSON");
    command->callback([options] { throw CLI::RuntimeError(list(*options)); });
}

} // namespace assay::ctl
