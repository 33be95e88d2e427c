package android.content

/** The part of Android's class that the guide for apps uses. */
class Intent(private val extras: Map<String, String>) {
    fun getStringExtra(name: String): String? = extras[name]

    companion object {
        const val EXTRA_TEXT = "android.intent.extra.TEXT"
        const val EXTRA_SUBJECT = "android.intent.extra.SUBJECT"
    }
}
