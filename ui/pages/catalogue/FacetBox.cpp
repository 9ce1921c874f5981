#include "ui/pages/catalogue/FacetBox.h"

#include <QLocale>
#include <QSignalBlocker>

namespace assay {

FacetBox::FacetBox(QWidget *parent) : QComboBox(parent)
{
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(this, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT chosenChanged(chosen()); });
}

void FacetBox::setChoices(const QString &all, const QMap<QString, int> &counts, const QMap<QString, QString> &titles)
{
    const QString kept = chosen();
    const QSignalBlocker quiet(this);
    clear();
    addItem(all, QString());
    QMap<QString, int> shown = counts;
    if (!kept.isEmpty() && !shown.contains(kept))
        shown.insert(kept, 0);
    for (auto it = shown.cbegin(); it != shown.cend(); ++it)
        addItem(tr("%1 (%2)", "a choice and how many it leaves").arg(titles.value(it.key(), it.key()), QLocale().toString(it.value())), it.key());
    setCurrentIndex(qMax(0, findData(kept)));
}

void FacetBox::choose(const QString &word) { setCurrentIndex(qMax(0, findData(word))); }

} // namespace assay
